import { parseCamPolicy } from "../../../src/cam/index.ts";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest, type ToSign } from "../support/signed-request.ts";
import { startTestBucket, type TestBucket } from "../support/test-bucket.ts";

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
  ["without policies", []],
  ["that may copy and read the source", [COPY, READ]],
  ["that may do everything", [["allow", "name/cos:*", "*"]]],
] as const)("responds to credentials %s with NotImplemented, because they may copy", async (_what, statements) => {
  const { status, text } = await copy(statements);
  expect([status, text]).toEqual([501, expect.stringContaining("does not model x-cos-copy-source")]);
});

test.each([
  "",
  "b",
  HOST,
  `${HOST}/%zz`,
  "other-1250000000.cos.ap-guangzhou.myqcloud.com/a.txt",
])("responds to the source %j of another bucket with NotImplemented, or AccessDenied without PutObjectCopy", async (source) => {
  const toSign = { unsignedHeaders: [["x-cos-copy-source", source]] as const };
  expect((await copy([], toSign)).xml("Code")).toBe("NotImplemented");
  await bucket?.close();
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
