import type { NameValues } from "@wx-cos-upload/cos-signature";
import { MEBIBYTE, multipartCalls, type UploadName, xmlTexts } from "../../support/multipart-upload.ts";
import { useTestBucket } from "../../support/test-bucket.ts";

const bucket = useTestBucket();
const cos = multipartCalls(bucket);
const KEY = "照片/a+b c.mp4";
const ENCODED_KEY = "%E7%85%A7%E7%89%87/a%2Bb%20c.mp4";
const SOURCE = Buffer.concat([Buffer.alloc(MEBIBYTE, "a"), Buffer.alloc(MEBIBYTE, "b")]);

let upload: UploadName;
beforeEach(async () => {
  await cos.call({ method: "PUT", key: KEY, body: SOURCE });
  upload = { key: "target", id: await cos.begin("target") };
});

function copyPart(partNumber: number, headers: NameValues = [], source = `${bucket().host}/${ENCODED_KEY}`) {
  return cos.call({
    method: "PUT",
    key: upload.key,
    query: [
      ["partNumber", String(partNumber)],
      ["uploadId", upload.id],
    ],
    headers: [["x-cos-copy-source", source], ...headers],
    body: "",
  });
}

test("copies ranges of an object as parts, in any order", async () => {
  const second = await copyPart(2, [["x-cos-copy-source-range", "bytes=1048570-1048580"]]);
  expect([second.status, second.text]).toEqual([
    200,
    expect.stringMatching(
      /^<\?xml [^>]*\?><CopyPartResult><ETag>&quot;[0-9a-f]{32}&quot;<\/ETag><LastModified>2023-11-14T22:15:00.000Z<\/LastModified><\/CopyPartResult>$/,
    ),
  ]);
  const first = await copyPart(1, [["x-cos-copy-source-range", "bytes=0-1048575"]]);
  const parts = [first, second].map(({ xml }, index) => ({ number: index + 1, etag: xml("ETag") ?? "" }));
  expect((await cos.complete(upload, parts)).text).toContain("CompleteMultipartUploadResult");
  const object = await cos.call({ method: "GET", key: "target" });
  expect(object.text).toBe(`${"a".repeat(MEBIBYTE)}${"a".repeat(6)}${"b".repeat(5)}`);
});

test("copies a whole object without a range, also one that was a multipart upload", async () => {
  const [first, last] = [await copyPart(1), await cos.uploadPart(upload, 2, "the end")];
  await cos.complete(upload, [
    { number: 1, etag: first.xml("ETag") ?? "" },
    { number: 2, etag: String(last.headers["etag"]) },
  ]);
  upload = { key: "again", id: await cos.begin("again") };
  await copyPart(1, [], `${bucket().host}/target`);
  expect(xmlTexts(await cos.listParts(upload), "Size")).toEqual([String(SOURCE.length + 7)]);
});

test.each([
  ["a source that does not exist", [], "missing", 404, "NoSuchKey"],
  ["a source in another bucket", [], "other-1250000000.cos.ap-guangzhou.myqcloud.com/a", 404, "NoSuchBucket"],
  ["a version", [], `${ENCODED_KEY}?versionId=1`, 501, "NotImplemented"],
  ["a source without a key", [], "", 400, "InvalidArgument"],
  ["a range beyond the source", [["x-cos-copy-source-range", "bytes=0-2097152"]], ENCODED_KEY, 416, "InvalidRange"],
  ["a range backwards", [["x-cos-copy-source-range", "bytes=5-4"]], ENCODED_KEY, 400, "InvalidArgument"],
  ["an open range", [["x-cos-copy-source-range", "bytes=5-"]], ENCODED_KEY, 400, "InvalidArgument"],
  ["a range in another unit", [["x-cos-copy-source-range", "0-5"]], ENCODED_KEY, 400, "InvalidArgument"],
  ["a condition that is not met", [["x-cos-copy-source-if-match", '"other"']], ENCODED_KEY, 412, "PreconditionFailed"],
] as const)("rejects %s", async (_what, headers, source, status, code) => {
  const host = source.startsWith("other-") ? source : `${bucket().host}/${source}`;
  const response = await copyPart(1, headers, host);
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
  expect(xmlTexts(await cos.listParts(upload), "PartNumber")).toEqual([]);
});

test("rejects an archived source", async () => {
  await cos.call({ method: "PUT", key: "archived", headers: [["x-cos-storage-class", "ARCHIVE"]], body: "a" });
  const response = await copyPart(1, [], `${bucket().host}/archived`);
  expect([response.status, response.xml("Code")]).toEqual([403, "InvalidObjectState"]);
  expect(xmlTexts(await cos.listParts(upload), "PartNumber")).toEqual([]);
});

test("rejects the id of another key's upload", async () => {
  upload = { key: "other", id: upload.id };
  expect((await copyPart(1)).xml("Code")).toBe("NoSuchUpload");
  expect(xmlTexts(await cos.listParts({ ...upload, key: "target" }), "PartNumber")).toEqual([]);
});

test("an Abort that meets a copy leaves no file, and the copy succeeds or reports NoSuchUpload", async () => {
  for (let round = 0; round < 10; round += 1) {
    const [{ text }] = await Promise.all([copyPart(1), cos.abort(upload)]);
    if (!text.includes("</CopyPartResult>")) expect(text).toContain("<Code>NoSuchUpload</Code>");
    upload = { ...upload, id: await cos.begin(upload.key) };
  }
  await cos.abort(upload);
  // The source's metadata and its data.
  expect(await bucket().files()).toHaveLength(2);
});
