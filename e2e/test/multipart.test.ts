import { complete, listParts, post, putPart, putParts, sliceOf, startUpload } from "../clients/multipart.ts";
import { expectBytes } from "../stack/expect-bytes.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";

const MEBIBYTE = 1024 ** 2;
const MAX_BYTES = { photo: 256 * 1024, video: 40 * MEBIBYTE, other: 64 * 1024 };
const VIDEO = sampleBytes("mp4", 2 * MEBIBYTE + 345, "multipart");

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ maxBytes: MAX_BYTES });
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
  const { status, body } = await post(stack.serverUrl, "/multipart/complete", { uploadToken: upload.uploadToken });
  expect([status, body["code"]]).toEqual([410, "upload_gone"]);
  expect(await stack.bucket.keys()).toEqual([]);
});
