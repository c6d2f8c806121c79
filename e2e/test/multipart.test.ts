import { multipartPartsResponse } from "@wx-cos-upload/contract";
import { authorize, formatKeyTime } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import type { RequestLogEntry } from "@wx-cos-upload/server/advanced";
import {
  complete,
  listParts,
  post,
  putPart,
  putParts,
  type ServerResponse,
  sliceOf,
  startUpload,
} from "../clients/multipart.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { RESUMABLE_SECONDS, type Stack, startStack } from "../stack/start-stack.ts";

const MEBIBYTE = 1024 ** 2;
const MAX_BYTES = { photo: 256 * 1024, video: 40 * MEBIBYTE, other: 64 * 1024 };
const VIDEO = sampleBytes("mp4", 2 * MEBIBYTE + 345, "multipart");

/** Short, so that a test of a slow COS is quick, and long enough for a busy machine. */
const RESPOND_WITHIN_MS = 800;

let stack: Stack;
const failures: unknown[] = [];
const logLines: RequestLogEntry[] = [];
beforeAll(async () => {
  stack = await startStack({
    maxBytes: MAX_BYTES,
    respondWithinMs: RESPOND_WITHIN_MS,
    logFailure: (error) => void failures.push(error),
    logRequest: (entry) => void logLines.push(entry),
  });
});
afterEach(() => stack.emptyBucket());
afterAll(() => stack.close());

const start = (bytes = VIDEO) => startUpload(stack.serverUrl, { ext: "mp4", size: bytes.length });

test("a file arrives in parts, and is one object", async () => {
  const upload = await start();
  expect(upload).toMatchObject({ partBytes: MEBIBYTE, partCount: 3, contentType: "video/mp4", expiresInSeconds: 900 });
  await putParts(stack.serverUrl, upload, VIDEO);
  expect(await stack.bucket.keys()).toEqual([]);
  const stored = await complete(stack.serverUrl, upload.uploadToken);
  expect(stored).toMatchObject({
    cosKey: upload.cosKey,
    status: "stored",
    bytes: VIDEO.length,
    contentType: "video/mp4",
  });
  const { contentType } = await expectBytes(stack, upload.cosKey, VIDEO);
  expect(contentType).toBe("video/mp4");
});

test("an upload is resumed from what COS holds, with signatures for the rest in the same response", async () => {
  const upload = await start();
  const [first] = upload.parts;
  if (first === undefined) throw new Error("no part");
  await putPart(first, sliceOf(VIDEO, first, upload.partBytes));
  const { held, parts } = await listParts(stack.serverUrl, upload.uploadToken);
  expect(held).toEqual([{ partNumber: 1, bytes: MEBIBYTE, etag: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
  expect(parts.map(({ partNumber }) => partNumber)).toEqual([2, 3]);
  for (const part of parts) await putPart(part, sliceOf(VIDEO, part, upload.partBytes));
  await complete(stack.serverUrl, upload.uploadToken);
  await expectBytes(stack, upload.cosKey, VIDEO);
});

test("an aborted upload leaves nothing, and a second abort succeeds", async () => {
  const upload = await start();
  await putParts(stack.serverUrl, upload, VIDEO);
  for (const _ of [1, 2]) {
    expect((await post(stack.serverUrl, "/multipart/abort", { uploadToken: upload.uploadToken })).status).toBe(204);
  }
  const { status, body } = await sendComplete({ uploadToken: upload.uploadToken });
  expect([status, body["code"]]).toEqual([410, "upload_gone"]);
  expect(await stack.bucket.keys()).toEqual([]);
});

const codeOf = ({ status, body }: ServerResponse) => [status, body["code"]];
const send = (path: string, body: object) => post(stack.serverUrl, path, body);

/** Sends a request to complete, and repeats it while COS still merges the parts. */
async function sendComplete(body: object): Promise<ServerResponse> {
  const response = await send("/multipart/complete", body);
  return response.status === 202 ? sendComplete(body) : response;
}

/** How often the server has called an operation of COS. */
const callsOf = (operation: string) =>
  stack.localCos.requests().filter((request) => request.operation === operation).length;

async function startedWithParts() {
  const upload = await start();
  await putParts(stack.serverUrl, upload, VIDEO);
  return upload;
}

describe("the checksum", () => {
  test("is compared with COS's", async () => {
    const upload = await startedWithParts();
    const { crc64 = "" } = await complete(stack.serverUrl, upload.uploadToken);
    expect(await complete(stack.serverUrl, upload.uploadToken, crc64)).toMatchObject({ crc64 });
    // The object is stored, and something may depend on it.
    expect(codeOf(await sendComplete({ uploadToken: upload.uploadToken, crc64: "1" }))).toEqual([
      409,
      "checksum_mismatch",
    ]);
    await expectBytes(stack, upload.cosKey, VIDEO);
  });

  test("that differs when the object is made – leaves no object", async () => {
    const { uploadToken } = await startedWithParts();
    expect(codeOf(await sendComplete({ uploadToken, crc64: "1" }))).toEqual([409, "checksum_mismatch"]);
    expect(await stack.bucket.keys()).toEqual([]);
    expect(codeOf(await sendComplete({ uploadToken }))).toEqual([410, "upload_gone"]);
  });
});

describe("complete", () => {
  test("with a part missing – names it, completes nothing, and succeeds once it is there", async () => {
    const upload = await start();
    const [first, ...rest] = upload.parts;
    for (const part of rest) await putPart(part, sliceOf(VIDEO, part, upload.partBytes));
    const { uploadToken } = upload;
    const { status, body } = await sendComplete({ uploadToken });
    expect([status, body["code"]]).toEqual([409, "parts_incomplete"]);
    expect(body["detail"]).toContain(": 1;");
    expect(await stack.bucket.keys()).toEqual([]);
    if (first !== undefined) await putPart(first, sliceOf(VIDEO, first, upload.partBytes));
    await complete(stack.serverUrl, uploadToken);
    await expectBytes(stack, upload.cosKey, VIDEO);
  });

  test("with a part that was replaced by another length behind the server's back – completes nothing", async () => {
    const { cosKey, uploadToken } = await startedWithParts();
    const uploadId = String(claimsOf(uploadToken)["uploadId"]);
    expect((await ownerPutsPart(cosKey, uploadId, 2, Buffer.alloc(MEBIBYTE - 1))).status).toBe(200);
    expect(codeOf(await sendComplete({ uploadToken }))).toEqual([409, "parts_incomplete"]);
    expect(await stack.bucket.keys()).toEqual([]);
  });

  test("again and again, also at once – is one object and one success", async () => {
    const { cosKey, uploadToken } = await startedWithParts();
    const results = await Promise.all(Array.from({ length: 5 }, () => send("/multipart/complete", { uploadToken })));
    for (const { status } of results) expect([200, 202]).toContain(status);
    await complete(stack.serverUrl, uploadToken);
    expect(await stack.bucket.keys()).toEqual([cosKey]);
  });

  test("that takes longer than a request – is 202 in time, then a success, without an abort", async () => {
    const { cosKey, uploadToken } = await startedWithParts();
    const delayMs = 2_500;
    stack.localCos.failNext({ operation: "CompleteMultipartUpload", delayMs });
    const startMs = performance.now();
    const first = await send("/multipart/complete", { uploadToken });
    expect(performance.now() - startMs).toBeLessThan(delayMs);
    expect([first.status, first.body]).toEqual([202, { status: "completing" }]);
    expect(Number(first.headers.get("retry-after"))).toBeGreaterThan(0);
    let last = first;
    while (last.status === 202) last = await send("/multipart/complete", { uploadToken });
    expect(last.status).toBe(200);
    expect([callsOf("CompleteMultipartUpload"), callsOf("AbortMultipartUpload")]).toEqual([1, 0]);
    await expectBytes(stack, cosKey, VIDEO);
  });

  test("whose response from COS is lost – is looked up, and is a success", async () => {
    const { cosKey, uploadToken } = await startedWithParts();
    stack.localCos.failNext({ operation: "CompleteMultipartUpload", cutAfterBytes: 0 });
    await complete(stack.serverUrl, uploadToken);
    await expectBytes(stack, cosKey, VIDEO);
  });

  test("while COS responds with 503 – is retried, then reported as unavailable with Retry-After", async () => {
    const { cosKey, uploadToken } = await startedWithParts();
    stack.localCos.failNext({ operation: "CompleteMultipartUpload", code: "SlowDown" });
    await complete(stack.serverUrl, uploadToken);
    await expectBytes(stack, cosKey, VIDEO);
    const other = await startedWithParts();
    for (let time = 0; time < 3; time += 1) stack.localCos.failNext({ operation: "ListParts", code: "SlowDown" });
    const response = await sendComplete({ uploadToken: other.uploadToken });
    expect(codeOf(response)).toEqual([503, "cos_unavailable"]);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    await complete(stack.serverUrl, other.uploadToken);
  });
});

describe("COS rejects the server", () => {
  test("the client learns the fact, and the log the reason", async () => {
    failures.splice(0);
    stack.localCos.failNext({ operation: "InitiateMultipartUpload", status: 403, code: "AccessDenied" });
    const response = await post(
      stack.serverUrl,
      "/multipart",
      { ext: "mp4", size: 1_000 },
      { "Idempotency-Key": "refused-1" },
    );
    expect(codeOf(response)).toEqual([502, "cos_refused"]);
    expect(JSON.stringify(response.body)).not.toMatch(/AccessDenied|InitiateMultipartUpload/);
    expect(failures).toMatchObject([{ cause: { code: "AccessDenied", action: "InitiateMultipartUpload" } }]);
  });

  test("a failed abort is reported, and can be repeated", async () => {
    const { uploadToken } = await startedWithParts();
    for (let time = 0; time < 3; time += 1) stack.localCos.failNext({ operation: "AbortMultipartUpload", status: 500 });
    expect(codeOf(await send("/multipart/abort", { uploadToken }))).toEqual([503, "cos_unavailable"]);
    expect((await send("/multipart/abort", { uploadToken })).status).toBe(204);
  });
});

describe("a token", () => {
  test("used after completion – lists and signs nothing that COS accepts", async () => {
    const { cosKey, uploadToken } = await startedWithParts();
    await complete(stack.serverUrl, uploadToken);
    expect(codeOf(await send("/multipart/list", { uploadToken }))).toEqual([410, "upload_gone"]);
    const { body } = await send("/multipart/parts", { uploadToken, partNumbers: [1] });
    const [part] = multipartPartsResponse.parse(body).parts;
    if (part === undefined) throw new Error("no part");
    expect((await putPart(part, Buffer.alloc(part.bytes))).status).toBe(404);
    expect((await send("/multipart/abort", { uploadToken })).status).toBe(204);
    await expectBytes(stack, cosKey, VIDEO);
  });

  test("of a server with another key – is rejected, and COS is not called", async () => {
    const { uploadToken } = await start();
    const before = stack.localCos.requests().length;
    const [header, payload] = uploadToken.split(".");
    for (const path of ["/multipart/parts", "/multipart/list", "/multipart/complete", "/multipart/abort"]) {
      const more = path === "/multipart/parts" ? { partNumbers: [1] } : {};
      const forged = await send(path, { uploadToken: `${header}.${payload}.${"A".repeat(43)}`, ...more });
      expect(codeOf(forged)).toEqual([403, "invalid_upload_token"]);
    }
    expect(stack.localCos.requests()).toHaveLength(before);
  });

  test("after the time to resume – has expired", async () => {
    const { uploadToken } = await start();
    stack.clock.nowMs += (RESUMABLE_SECONDS + 10) * 1000;
    try {
      expect(codeOf(await send("/multipart/list", { uploadToken }))).toEqual([410, "upload_expired"]);
    } finally {
      stack.clock.nowMs = Date.now();
    }
  });

  test.each([
    ["0", [0]],
    ["10,001", [10_001]],
    ["one beyond the count", [4]],
    ["one twice", [1, 1]],
    ["none", []],
    ["101 of them", Array.from({ length: 101 }, (_, index) => index + 1)],
    ["a text", ["1"]],
    ["a fraction", [1.5]],
  ])("with part numbers: %s – signs nothing", async (_, partNumbers) => {
    const { uploadToken } = await start();
    const { status, body } = await send("/multipart/parts", { uploadToken, partNumbers });
    expect([status, body["code"], body["parts"]]).toEqual([400, "invalid_part_numbers", undefined]);
  });
});

describe("one line of the log", () => {
  test("names the object key and the signed parts, and no token", async () => {
    logLines.splice(0);
    const { uploadToken, cosKey } = await start();
    await send("/multipart/parts", { uploadToken, partNumbers: [3, 1] });
    await sendComplete({ uploadToken });
    expect(logLines).toMatchObject([
      { route: "/multipart", status: 200, cosKey, partNumbers: "1-3" },
      { route: "/multipart/parts", status: 200, cosKey, partNumbers: "1,3" },
      { route: "/multipart/complete", status: 409, code: "parts_incomplete", cosKey },
    ]);
    expect(JSON.stringify(logLines)).not.toContain(uploadToken);
  });
});

/** The claims of a token, which its holder can read. */
function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

/** Sends a part with the owner's keys, as only the owner of the bucket can. */
async function ownerPutsPart(cosKey: string, uploadId: string, partNumber: number, body: Buffer): Promise<Response> {
  const nowSeconds = Math.floor(stack.clock.nowMs / 1000);
  const { authorization } = authorize({
    method: "PUT",
    pathname: `/${cosKey}`,
    query: [
      ["partNumber", String(partNumber)],
      ["uploadId", uploadId],
    ],
    headers: [["host", stack.cosHost]],
    credentials: LOCAL_COS_DEFAULTS.credentials,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + 60 }),
  });
  const url = `http://${stack.cosHost}/${cosKey}?partNumber=${partNumber}&uploadId=${uploadId}`;
  return fetch(url, { method: "PUT", headers: { Authorization: authorization }, body: new Uint8Array(body) });
}
