import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseCamPolicy } from "../../../src/cam/index.ts";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest, type ToSign } from "../support/signed-request.ts";
import { storedText } from "../support/stored-text.ts";
import { startTestBucket, type TestBucket, useTestBucket } from "../support/test-bucket.ts";

const BUCKET = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000";
const HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com";
const SOURCE = ["x-cos-copy-source", `${HOST}/private/a%2Bb.txt`] as const;

let bucket: TestBucket | undefined;
afterEach(() => bucket?.close());

/** Copies to uploads/a.txt with credentials that have these rules. The source header is unsigned. */
async function copy(
  statements: ReadonlyArray<readonly [effect: string, action: string, resource: string]>,
  toSign: Partial<ToSign> = { unsignedHeaders: [SOURCE] },
): Promise<WireResponse> {
  const statement = statements.map(([effect, action, resource]) => ({
    effect,
    action,
    resource: `${BUCKET}/${resource}`,
  }));
  const policies = statement.length === 0 ? [] : [parseCamPolicy(JSON.stringify({ version: "2.0", statement }))];
  bucket = await startTestBucket({ findCredentials: () => ({ ...LOCAL_COS_DEFAULTS.credentials, policies }) });
  const { host, port } = bucket;
  const response = await send(port, signedRequest({ method: "PUT", key: "uploads/a.txt", host, ...toSign }));
  expect(await bucket.files()).toEqual([]);
  return response;
}

const PUT = ["allow", "name/cos:PutObject", "*"] as const;
const COPY = ["allow", "name/cos:PutObjectCopy", "uploads/*"] as const;
const READ = ["allow", "name/cos:GetObject", "private/a+b.txt"] as const;

test.each([
  ["use PutObject only", [PUT]],
  ["use PutObject and read the source", [PUT, READ]],
  ["use PutObjectCopy but not read the source", [PUT, COPY]],
  ["use PutObjectCopy and read another object", [COPY, ["allow", "name/cos:GetObject", "private/a b.txt"]]],
  ["use PutObjectCopy only for another folder", [["allow", "name/cos:PutObjectCopy", "other/*"], READ]],
  [
    "do everything except PutObjectCopy",
    [
      ["allow", "name/cos:*", "*"],
      ["deny", "name/cos:PutObjectCopy", "*"],
    ],
  ],
] as const)("rejects credentials that may %s with AccessDenied and stores nothing", async (_what, statements) => {
  const { status, xml } = await copy(statements);
  expect([status, xml("Code")]).toEqual([403, "AccessDenied"]);
});

test.each([
  ["an unknown header", [["x-cos-unknown", "a"]]],
  ["a grant", [["x-cos-grant-read", 'id="1"']]],
  ["an invalid directive", [["x-cos-metadata-directive", "Move"]]],
  ["an unknown storage class", [["x-cos-storage-class", "GOLD"]]],
] as const)("denies a copy with %s before it evaluates the header", async (_what, headers) => {
  expect((await copy([PUT, READ], { unsignedHeaders: [SOURCE, ...headers] })).xml("Code")).toBe("AccessDenied");
});

test.each([
  "",
  "b",
  `${HOST}/%zz`,
  "other-1250000000.cos.ap-guangzhou.myqcloud.com/a.txt",
])("denies a copy from the source %j to credentials without PutObjectCopy", async (source) => {
  const toSign = { unsignedHeaders: [["x-cos-copy-source", source]] as const };
  expect((await copy([PUT, READ], toSign)).xml("Code")).toBe("AccessDenied");
});

test("rejects an invalid or missing signature first", async () => {
  const { credentials } = LOCAL_COS_DEFAULTS;
  const wrong = { unsignedHeaders: [SOURCE], credentials: { ...credentials, secretKey: "another" } };
  expect((await copy([], wrong)).xml("Code")).toBe("SignatureDoesNotMatch");
  const { host = "", port = 0 } = bucket ?? {};
  const headers = [["Host", host], ["Content-Length", "0"], SOURCE] as const;
  const anonymous = await send(port, { method: "PUT", target: "/uploads/a.txt", headers });
  expect(anonymous.xml("Code")).toBe("AccessDenied");
});

describe("credentials that may copy", () => {
  const copying = useTestBucket();
  const FIRST_HEADERS = [
    ["Content-Type", "text/x-first"],
    ["Cache-Control", "no-store"],
    ["x-cos-meta-color", "red"],
    ["x-cos-acl", "public-read"],
    ["x-cos-storage-class", "STANDARD_IA"],
    ["x-cos-server-side-encryption", "AES256"],
    ["x-cos-tagging", "a=1&b=%E4%B8%AD"],
  ] as const;

  const request = (toSign: Partial<ToSign> & Pick<ToSign, "method">) =>
    send(copying().port, signedRequest({ key: "to.txt", host: copying().host, ...toSign }));
  const copyFrom = (source: string, headers: ToSign["headers"] = [], key = "to.txt") =>
    request({ method: "PUT", key, headers: [["x-cos-copy-source", source], ...headers] });
  const tagsOf = async (key: string) => (await request({ method: "GET", key, query: [["tagging", ""]] })).text;

  beforeEach(async () => {
    const first = await request({ method: "PUT", key: "照片/a b+c.txt", headers: FIRST_HEADERS, body: "content" });
    expect([first.status, first.headers["x-cos-server-side-encryption"]]).toEqual([200, "AES256"]);
  });

  const ENCODED = "%E7%85%A7%E7%89%87/a%20b%2Bc.txt";

  test("get the bytes, the metadata and the tags, but neither ACL, storage class nor encryption", async () => {
    copying().clock.seconds += 7;
    const response = await copyFrom(`${HOST}/${ENCODED}`);
    expect([response.status, response.xml("ETag"), response.xml("LastModified")]).toEqual([
      200,
      "&quot;9a0364b9e99bb480dd25e1f0284c8555&quot;",
      "2023-11-14T22:15:07.000Z",
    ]);
    expect(response.xml("CRC64")).toBe(response.headers["x-cos-hash-crc64ecma"]);
    const { text, headers } = await request({ method: "GET" });
    expect(text).toBe("content");
    expect(headers).toMatchObject({
      "content-type": "text/x-first",
      "cache-control": "no-store",
      "x-cos-meta-color": "red",
      "last-modified": "Tue, 14 Nov 2023 22:15:07 GMT",
    });
    expect(headers).not.toHaveProperty("x-cos-storage-class");
    expect(headers).not.toHaveProperty("x-cos-server-side-encryption");
    const acl = await request({ method: "GET", query: [["acl", ""]] });
    expect(acl.headers["x-cos-acl"]).toBe("default");
    expect(await tagsOf("to.txt")).toBe(await tagsOf("照片/a b+c.txt"));
  });

  test("replace metadata and tags, and set ACL, storage class and encryption", async () => {
    const response = await copyFrom(`${HOST}/${ENCODED}`, [
      ["x-cos-metadata-directive", "Replaced"],
      ["x-cos-tagging-directive", "Replaced"],
      ["x-cos-tagging", "c=3"],
      ["Content-Type", "text/x-second"],
      ["x-cos-meta-size", "1"],
      ["x-cos-acl", "public-read"],
      ["x-cos-storage-class", "MAZ_STANDARD"],
      ["x-cos-server-side-encryption", "AES256"],
    ]);
    expect([response.status, response.headers["x-cos-server-side-encryption"]]).toEqual([200, "AES256"]);
    const { headers } = await request({ method: "HEAD" });
    expect(headers).toMatchObject({
      "content-type": "text/x-second",
      "x-cos-meta-size": "1",
      "x-cos-storage-class": "MAZ_STANDARD",
      "x-cos-server-side-encryption": "AES256",
    });
    expect(headers).not.toHaveProperty("x-cos-meta-color");
    expect(headers).not.toHaveProperty("cache-control");
    expect(await tagsOf("to.txt")).toContain("<Key>c</Key><Value>3</Value>");
  });

  test("copy from the bucket's own address", async () => {
    expect((await copyFrom(`${copying().host}/${ENCODED}`)).status).toBe(200);
  });

  test.each([
    ["a missing key", `${HOST}/missing`, 404, "NoSuchKey"],
    ["a key that is encoded twice", `${HOST}/${encodeURIComponent(ENCODED)}`, 404, "NoSuchKey"],
    ["a raw plus sign, which is a space", `${HOST}/%E7%85%A7%E7%89%87/a%20b+c.txt`, 404, "NoSuchKey"],
    ["another bucket", `other-1250000000.cos.ap-guangzhou.myqcloud.com/${ENCODED}`, 404, "NoSuchBucket"],
    ["another region", `examplebucket-1250000000.cos.ap-beijing.myqcloud.com/${ENCODED}`, 404, "NoSuchBucket"],
    ["a version", `${HOST}/${ENCODED}?versionId=1`, 501, "NotImplemented"],
    ["another parameter", `${HOST}/${ENCODED}?acl`, 501, "NotImplemented"],
    ["nothing", "", 400, "InvalidArgument"],
    ["no key", HOST, 400, "InvalidArgument"],
    ["an empty key", `${HOST}/`, 400, "InvalidArgument"],
    ["no host", `/${ENCODED}`, 400, "InvalidArgument"],
    ["a broken encoding", `${HOST}/%zz`, 400, "InvalidArgument"],
  ])("cannot copy from %s", async (_what, source, status, code) => {
    const response = await copyFrom(source);
    expect([response.status, response.xml("Code")]).toEqual([status, code]);
    expect((await request({ method: "HEAD" })).status).toBe(404);
  });

  const ETAG = '"9a0364b9e99bb480dd25e1f0284c8555"';
  test.each([
    ["if-match", ETAG, 200],
    ["if-match", '"0"', 412],
    ["if-none-match", '"0"', 200],
    ["if-none-match", ETAG, 412],
    ["if-modified-since", "Tue, 14 Nov 2023 00:00:00 GMT", 200],
    ["if-modified-since", "Wed, 15 Nov 2023 00:00:00 GMT", 412],
    ["if-unmodified-since", "Wed, 15 Nov 2023 00:00:00 GMT", 200],
    ["if-unmodified-since", "Tue, 14 Nov 2023 00:00:00 GMT", 412],
  ])("get for x-cos-copy-source-%s: %s the status %d", async (name, value, status) => {
    expect((await copyFrom(`${HOST}/${ENCODED}`, [[`x-cos-copy-source-${name}`, value]])).status).toBe(status);
  });

  test("cannot copy an object onto itself without a change", async () => {
    const onto = (headers: ToSign["headers"]) => copyFrom(`${HOST}/${ENCODED}`, headers, "照片/a b+c.txt");
    expect((await onto([])).xml("Code")).toBe("InvalidRequest");
    expect((await onto([["x-cos-storage-class", "STANDARD"]])).status).toBe(200);
    expect((await onto([["x-cos-metadata-directive", "Replaced"]])).status).toBe(200);
    expect(await storedText(copying(), "照片/a b+c.txt")).toBe("content");
  });

  test.each([
    [[["x-cos-metadata-directive", "Move"]], 400, "InvalidArgument"],
    [[["x-cos-tagging-directive", "Move"]], 400, "InvalidArgument"],
    [[["x-cos-server-side-encryption", "cos/kms"]], 501, "NotImplemented"],
    [[["x-cos-grant-read", 'id="1"']], 501, "NotImplemented"],
    [[["x-cos-forbid-overwrite", "true"]], 409, "FileAlreadyExists"],
  ] as const)("cannot copy with %j over an object", async (headers, status, code) => {
    await request({ method: "PUT", body: "old" });
    const response = await copyFrom(`${HOST}/${ENCODED}`, headers);
    expect([response.status, response.xml("Code")]).toEqual([status, code]);
    expect(await storedText(copying(), "to.txt")).toBe("old");
  });

  test("get an Error in a 200 if the copy fails after it has begun", async () => {
    await rm(join(copying().directory, "uploads"), { recursive: true });
    const response = await copyFrom(`${HOST}/${ENCODED}`);
    expect([response.status, response.xml("Code")]).toEqual([200, "InternalError"]);
    expect(response.xml("RequestId")).toBe(response.headers["x-cos-request-id"]);
    expect((await request({ method: "HEAD" })).status).toBe(404);
  });
});
