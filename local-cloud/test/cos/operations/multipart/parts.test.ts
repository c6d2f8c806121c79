import { createHash } from "node:crypto";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { NameValues } from "@wx-cos-upload/cos-signature";
import { completeXml, MEBIBYTE, multipartCalls, type UploadName, xmlTexts } from "../../support/multipart-upload.ts";
import { send } from "../../support/send.ts";
import { signedRequest } from "../../support/signed-request.ts";
import { useTestBucket } from "../../support/test-bucket.ts";

const bucket = useTestBucket();
const cos = multipartCalls(bucket);

function partQuery({ id }: UploadName, partNumber = "1"): NameValues {
  return [
    ["partNumber", partNumber],
    ["uploadId", id],
  ];
}

async function begin(key = "a"): Promise<UploadName> {
  return { key, id: await cos.begin(key) };
}

test("responds to Upload Part with the published ETag and CRC of the sample", async () => {
  const { status, headers, text: body } = await cos.uploadPart(await begin(), 1, "[Object Part]");
  const etag = `"${createHash("md5").update("[Object Part]").digest("hex")}"`;
  expect([status, headers["etag"], headers["x-cos-hash-crc64ecma"]]).toEqual([200, etag, "4510578591875220731"]);
  expect([headers["content-length"], body]).toEqual(["0", ""]);
});

test.each([
  "0",
  "10001",
  "99999999999999999999",
  "-1",
  "1.5",
  "one",
  "",
  " 1",
  "1e3",
  "0x1",
])("rejects the part number %j with InvalidArgument", async (partNumber) => {
  const upload = await begin();
  const { status, xml } = await cos.uploadPart(upload, partNumber, "a");
  expect([status, xml("Code")]).toEqual([400, "InvalidArgument"]);
  expect(xmlTexts(await cos.listParts(upload), "PartNumber")).toEqual([]);
});

test("rejects a request without a part number", async () => {
  const { key, id } = await begin();
  const response = await cos.call({ method: "PUT", key, query: [["uploadId", id]], body: "a" });
  expect([response.status, response.xml("Code")]).toEqual([400, "InvalidArgument"]);
});

test("accepts the encryption of an upload with its parts, and no other", async () => {
  const encrypted = [["x-cos-server-side-encryption", "AES256"]] as const;
  const upload = { key: "a", id: await cos.begin("a", encrypted) };
  const plain = await begin("b");
  const part = { method: "PUT", body: "a", headers: encrypted };
  expect((await cos.call({ ...part, key: "a", query: partQuery(upload) })).status).toBe(200);
  const other = await cos.call({ ...part, key: "b", query: partQuery(plain) });
  expect([other.status, other.xml("Code")]).toEqual([501, "NotImplemented"]);
  const kms = [["x-cos-server-side-encryption", "cos/kms"]] as const;
  expect((await cos.call({ ...part, key: "a", query: partQuery(upload, "2"), headers: kms })).status).toBe(501);
  expect(xmlTexts(await cos.listParts(upload), "PartNumber")).toEqual(["1"]);
  expect(xmlTexts(await cos.listParts(plain), "PartNumber")).toEqual([]);
});

test.each(["1", "10000"])("accepts the part number %s", async (partNumber) => {
  const upload = await begin();
  expect((await cos.uploadPart(upload, partNumber, "a")).status).toBe(200);
  expect(xmlTexts(await cos.listParts(upload), "PartNumber")).toEqual([partNumber]);
});

test("rejects a part without a Content-Length, chunked or not", async () => {
  const upload = await begin();
  for (const headers of [[], [["Transfer-Encoding", "chunked"]]] as const) {
    const toSign = { method: "PUT", key: "a", query: partQuery(upload), unsignedHeaders: headers };
    const { status, xml } = await cos.call(toSign);
    expect([status, xml("Code")]).toEqual([411, "MissingContentLength"]);
  }
});

test.each([
  ["BadDigest", "1B2M2Y8AsgTpgAmY7PhCfg=="],
  ["InvalidDigest", "d41d8cd98f00b204e9800998ecf8427e"],
])("rejects a wrong Content-MD5 with %s and keeps the earlier part", async (code, contentMd5) => {
  const upload = await begin();
  await cos.uploadPart(upload, 1, "earlier");
  const files = await bucket().files();
  const headers = [["Content-MD5", contentMd5]] as const;
  const { status, xml } = await cos.call({ method: "PUT", key: "a", query: partQuery(upload), headers, body: "later" });
  expect([status, xml("Code")]).toEqual([400, code]);
  expect(xmlTexts(await cos.listParts(upload), "Size")).toEqual(["7"]);
  expect(await bucket().files()).toEqual(files);
});

test("rejects a part of more than 5 GB before it is sent", async () => {
  const upload = await begin();
  const unsignedHeaders = [
    ["Content-Length", String(5 * 1024 ** 3 + 1)],
    ["Expect", "100-continue"],
  ] as const;
  const { target, headers } = signedRequest({
    method: "PUT",
    key: "a",
    host: bucket().host,
    query: partQuery(upload),
    unsignedHeaders,
  });
  const request = httpRequest({
    port: bucket().port,
    method: "PUT",
    path: target,
    headers: headers.flat(),
    setHost: false,
  });
  request.flushHeaders();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
  });
  expect(await text(response)).toContain("<Code>EntityTooLarge</Code>");
  request.destroy();
});

test("keeps nothing of a part whose client goes away", async () => {
  const upload = await begin();
  const before = await bucket().files();
  const entry = bucket().nextEntry();
  const { target, headers } = signedRequest({
    method: "PUT",
    key: "a",
    host: bucket().host,
    query: partQuery(upload),
    unsignedHeaders: [["Content-Length", "1000000"]],
  });
  const request = httpRequest({
    port: bucket().port,
    method: "PUT",
    path: target,
    headers: headers.flat(),
    setHost: false,
  });
  request.on("error", () => {});
  await new Promise<void>((resolve) => {
    request.write("x".repeat(500_000), () => resolve());
  });
  request.destroy();
  expect(await entry).toMatchObject({ code: "IncompleteBody" });
  expect(await bucket().files()).toEqual(before);
});

test("replaces a part that is uploaded again, and its data", async () => {
  const upload = await begin();
  await cos.uploadPart(upload, 1, "first");
  const files = await bucket().files();
  const { headers } = await cos.uploadPart(upload, 1, "second");
  expect(xmlTexts(await cos.listParts(upload), "Size")).toEqual(["6"]);
  expect(await bucket().files()).toHaveLength(files.length);
  await cos.complete(upload, [{ number: 1, etag: String(headers["etag"]) }]);
  expect((await cos.call({ method: "GET", key: "a" })).text).toBe("second");
});

/** A part whose body the test sends in pieces. */
function slowPart(upload: UploadName, bytes: number) {
  const { target, headers } = signedRequest({
    method: "PUT",
    key: upload.key,
    host: bucket().host,
    query: partQuery(upload),
    unsignedHeaders: [["Content-Length", String(bytes)]],
  });
  const options = { port: bucket().port, method: "PUT", path: target, headers: headers.flat(), setHost: false };
  const request = httpRequest({ ...options, agent: false });
  const status = new Promise<number>((resolve, reject) => {
    request.once("error", reject).once("response", (response) => {
      response.resume().once("end", () => resolve(response.statusCode ?? 0));
    });
  });
  const write = (piece: string) => new Promise<void>((resolve) => void request.write(piece, () => resolve()));
  return { write, end: (piece: string) => request.end(piece), status };
}

test("keeps the part whose request began later, even if it ends earlier", async () => {
  const upload = await begin();
  const earlier = slowPart(upload, 20);
  await earlier.write("the earlier");
  // The bucket has begun to read the earlier request as soon as its file is there.
  while (!(await bucket().files()).some((name) => /^[0-9a-f]{32}$/.test(name))) await new Promise(setImmediate);
  expect((await cos.uploadPart(upload, 1, "later")).status).toBe(200);
  earlier.end(" request!");
  expect(await earlier.status).toBe(200);
  expect(xmlTexts(await cos.listParts(upload), "Size")).toEqual(["5"]);
  // upload.json, the part's metadata and its data.
  expect(await bucket().files()).toHaveLength(3);
});

test("stores 40 parts that arrive at the same time in any order", async () => {
  const upload = await begin();
  const bodies = Array.from({ length: 40 }, (_value, index) => Buffer.alloc(MEBIBYTE, index));
  const order = bodies.map((body, index) => ({ body, partNumber: index + 1 })).reverse();
  const responses = await Promise.all(order.map(({ body, partNumber }) => cos.uploadPart(upload, partNumber, body)));
  const parts = responses
    .map(({ headers }, index) => ({ number: 40 - index, etag: String(headers["etag"]) }))
    .reverse();
  expect((await cos.complete(upload, parts)).status).toBe(200);
  const object = await cos.call({ method: "GET", key: "a" });
  expect(object.bytes.equals(Buffer.concat(bodies))).toBe(true);
});

test("an Abort that meets a running part removes it, at whatever moment it arrives", async () => {
  const piece = "x".repeat(20_000);
  const pieces = 10;
  const statuses = new Set<number>();
  for (let round = 0; round < 200; round += 1) {
    const upload = await begin(`key ${round}`);
    const part = slowPart(upload, piece.length * pieces);
    const abortAfter = round % (pieces + 2);
    let aborted: Promise<unknown> = Promise.resolve();
    for (let sent = 0; sent < pieces; sent += 1) {
      if (sent === abortAfter) aborted = Promise.all([cos.abort(upload), cos.listUploads(), cos.listParts(upload)]);
      if (sent < pieces - 1) await part.write(piece);
      else part.end(piece);
    }
    if (abortAfter > pieces) await part.status;
    if (abortAfter >= pieces) aborted = cos.abort(upload);
    const [status] = await Promise.all([part.status, aborted]);
    statuses.add(status);
    expect((await cos.complete(upload, completeXml([{ number: 1, etag: "a" }]))).status).toBe(404);
  }
  expect([...statuses].sort()).toEqual([200, 404]);
  expect(xmlTexts(await cos.listUploads(), "Key")).toEqual([]);
  expect(await bucket().files()).toEqual([]);
});

describe("the id of another upload", () => {
  const FOREIGN = { key: "b", id: "" };

  test.each([
    ["Upload Part", (id: string) => cos.uploadPart({ ...FOREIGN, id }, 1, "a")],
    ["List Parts", (id: string) => cos.listParts({ ...FOREIGN, id })],
    ["Complete", (id: string) => cos.complete({ ...FOREIGN, id }, [{ number: 1, etag: "a" }])],
    ["Abort", (id: string) => cos.abort({ ...FOREIGN, id })],
  ])("is NoSuchUpload with another key in %s, and the upload is untouched", async (_what, call) => {
    const upload = await begin("a");
    const [part] = await cos.uploadParts(upload, ["[Object Part]"]);
    const { status, xml } = await call(upload.id);
    expect([status, xml("Code")]).toEqual([404, "NoSuchUpload"]);
    expect(xmlTexts(await cos.listParts(upload), "ETag")).toEqual([part?.etag.replaceAll('"', "&quot;")]);
    expect((await cos.complete(upload, part === undefined ? [] : [part])).status).toBe(200);
  });

  test.each(["", "x", "0".repeat(74), "../objects", "__proto__"])("does not exist: %j", async (id) => {
    for (const call of [
      cos.uploadPart({ key: "a", id }, 1, "a"),
      cos.listParts({ key: "a", id }),
      cos.abort({ key: "a", id }),
    ]) {
      const { status, xml } = await call;
      expect([status, xml("Code")]).toEqual([404, "NoSuchUpload"]);
    }
  });
});

test.each([
  ["PUT", "x-cos-acl", "public-read"],
  ["PUT", "x-cos-storage-class", "STANDARD"],
  ["POST", "x-cos-acl", "public-read"],
])("a %s with an upload id and %s is NotImplemented: Initiate determines it", async (method, name, value) => {
  const upload = await begin();
  const query = method === "PUT" ? partQuery(upload) : ([["uploadId", upload.id]] as const);
  const response = await cos.call({ method, key: "a", query, headers: [[name, value]], body: "a" });
  expect([response.status, response.xml("Code")]).toEqual([501, "NotImplemented"]);
});

/** Requests whose signatures Tencent's Node.js SDK computes alike. They end in an error that comes after the signature. */
test.each([
  {
    name: "Initiate",
    method: "POST",
    target: "/exampleobject?uploads",
    signature: "388e64d123a5bbc072a0809566ddb5a2caa82d0a",
    parameters: "uploads",
    headers: [],
    expected: [200, undefined],
  },
  {
    name: "Initiate with an ACL, which must not overwrite",
    method: "POST",
    target: "/exampleobject?uploads",
    signature: "bde2146954d31c35456122ec515121cb66a158cf",
    parameters: "uploads",
    headers: [
      ["x-cos-acl", "private"],
      ["x-cos-forbid-overwrite", "true"],
    ],
    expected: [200, undefined],
  },
  {
    name: "Upload Part",
    method: "PUT",
    target: "/exampleobject?partNumber=1&uploadId=abc",
    signature: "2bba51f7e6a7be9bf0f69f70e429bb2134b5ff99",
    parameters: "partnumber;uploadid",
    headers: [
      ["content-length", "1048576"],
      ["content-md5", "1B2M2Y8AsgTpgAmY7PhCfg=="],
    ],
    body: Buffer.alloc(MEBIBYTE),
    expected: [404, "NoSuchUpload"],
  },
  {
    name: "Upload Part with an id that needs encoding",
    method: "PUT",
    target: "/exampleobject?partNumber=1&uploadId=abc%2F%2B%3D",
    signature: "c1a9b19ec343960d62adc4736f716644a7db9d32",
    parameters: "partnumber;uploadid",
    headers: [],
    expected: [404, "NoSuchUpload"],
  },
  {
    name: "Complete, which must not overwrite",
    method: "POST",
    target: "/exampleobject?uploadId=abc",
    signature: "6f92aef8d6158c2a01feb788fea4e43407a3eeac",
    parameters: "uploadid",
    headers: [["x-cos-forbid-overwrite", "true"]],
    expected: [404, "NoSuchUpload"],
  },
] as const)("accepts the known signature of $name", async ({
  method,
  target,
  signature,
  parameters,
  headers,
  expected,
  ...rest
}) => {
  const listed = [...headers.map(([name]) => name), "host"].sort().join(";");
  const authorization =
    `q-sign-algorithm=sha1&q-ak=AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q&q-sign-time=1700000000;1700000900&q-key-time=1700000000;1700000900` +
    `&q-header-list=${listed}&q-url-param-list=${parameters}&q-signature=${signature}`;
  const host = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com";
  const sent = [["Host", host], ...headers, ["Authorization", authorization]] as const;
  const response = await send(bucket().port, {
    method,
    target,
    headers: sent,
    body: "body" in rest ? rest.body : undefined,
  });
  expect([response.status, response.xml("Code")]).toEqual(expected);
});
