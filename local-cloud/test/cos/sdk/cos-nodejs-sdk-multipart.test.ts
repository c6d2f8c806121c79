import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import COS from "cos-nodejs-sdk-v5";
import type { ChildBucket } from "../../../bench/child-bucket.ts";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { createCrc64 } from "../../../src/cos/object/crc64.ts";
import { useChildBucket } from "../support/child-bucket.ts";

const PLACE = { Bucket: LOCAL_COS_DEFAULTS.bucket, Region: LOCAL_COS_DEFAULTS.region };
const { secretId: SecretId, secretKey: SecretKey } = LOCAL_COS_DEFAULTS.credentials;
const MEBIBYTE = 1024 ** 2;
const KEY = "视频/a b+c.mp4";

const { folder, start } = useChildBucket();

function client({ host }: ChildBucket, Client: typeof COS = COS): COS {
  // Without ConfCwd, the SDK remembers upload ids in the home folder.
  return new Client({ SecretId, SecretKey, Protocol: "http:", Domain: host, KeepAlive: false, ConfCwd: folder() });
}

/** Loads the SDK again, as another process would. It never resumes an upload that it remembers as running in its own process. */
async function reloadSdk(): Promise<typeof COS> {
  jest.resetModules();
  return (await import("cos-nodejs-sdk-v5")).default;
}

/** The SDK's types declare some results as `void & Promise`, which `await` does not resolve. */
async function resultOf<T>(call: Promise<T>): Promise<T> {
  return call;
}

/** Creates a file in which every MiB is different. */
async function createFile(bytes: number): Promise<string> {
  const path = join(folder(), "video.mp4");
  const file = await open(path, "w");
  for (let at = 0; at < bytes; at += MEBIBYTE) {
    await file.write(Buffer.alloc(Math.min(MEBIBYTE, bytes - at), `MiB ${at / MEBIBYTE} `));
  }
  await file.close();
  return path;
}

async function crc64Of(path: string): Promise<string> {
  const crc64 = createCrc64();
  for await (const chunk of createReadStream(path)) crc64.update(chunk);
  return crc64.digest();
}

/** The number of parts that a bucket has acknowledged. */
function partCount({ log }: ChildBucket): number {
  return log.filter((line) => /^PUT \S+ 200 /.test(line)).length;
}

test("cos-nodejs-sdk-v5 uploadFile resumes a file of 120 MB after the bucket's process was killed", async () => {
  const bytes = 120_000_000;
  const FilePath = await createFile(bytes);
  const killed = await start();
  const first = client(killed);
  let stopped: Promise<unknown> | undefined;
  const failed = first.uploadFile({
    ...PLACE,
    Key: KEY,
    FilePath,
    SliceSize: MEBIBYTE,
    Headers: { "x-cos-meta-name": "a" },
    onProgress({ percent }) {
      if (percent > 0.3) stopped ??= killed.stop("SIGKILL");
    },
  });
  await expect(failed).rejects.toBeDefined();
  await stopped;
  const acknowledged = partCount(killed);
  expect(acknowledged).toBeGreaterThan(0);

  const bucket = await start({ port: killed.port });
  const second = client(bucket, await reloadSdk());
  const uploaded = await second.uploadFile({ ...PLACE, Key: KEY, FilePath, SliceSize: MEBIBYTE });
  expect([uploaded.statusCode, uploaded.ETag]).toEqual([200, expect.stringMatching(/^"[0-9a-f]{32}-\d+"$/)]);
  const parts = Number(/-(\d+)"$/.exec(uploaded.ETag)?.[1]);
  expect(partCount(bucket)).toBeLessThanOrEqual(parts - acknowledged);
  const { headers } = await second.headObject({ ...PLACE, Key: KEY });
  expect(headers).toMatchObject({
    "content-length": String(bytes),
    "content-type": "video/mp4",
    "x-cos-meta-name": "a",
    "x-cos-hash-crc64ecma": await crc64Of(FilePath),
  });
}, 120_000);

test("cos-nodejs-sdk-v5 calls each multipart operation", async () => {
  const cos = client(await start());
  const target = { ...PLACE, Key: KEY };
  const { UploadId } = await cos.multipartInit({ ...target, ContentType: "video/mp4" });
  expect(UploadId).toMatch(/^\d{10}[0-9a-f]{64}$/);
  const first = await cos.multipartUpload({ ...target, UploadId, PartNumber: 1, Body: Buffer.alloc(MEBIBYTE, "a") });
  await cos.putObject({ ...PLACE, Key: "source", Body: "the end" });
  const CopySource = `${PLACE.Bucket}.cos.${PLACE.Region}.myqcloud.com/source`;
  const second = await resultOf(cos.uploadPartCopy({ ...target, UploadId, PartNumber: 2, CopySource }));
  const { Part, IsTruncated } = await cos.multipartListPart({ ...target, UploadId });
  expect(Part.map(({ PartNumber, Size, ETag }) => [PartNumber, Size, ETag])).toEqual([
    ["1", String(MEBIBYTE), first.ETag],
    ["2", "7", second.ETag],
  ]);
  expect(IsTruncated).toBe("false");
  const { Upload } = await resultOf(cos.multipartList({ ...PLACE, Prefix: "视频/", Delimiter: "" }));
  expect(Upload.map((upload) => [upload.Key, upload.UploadId])).toEqual([[KEY, UploadId]]);
  const Parts = [first, second].map(({ ETag }, index) => ({ PartNumber: index + 1, ETag }));
  const completed = await cos.multipartComplete({ ...target, UploadId, Parts });
  expect(completed.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
  const object = await cos.getObject(target);
  expect(String(object.Body).slice(-9)).toBe("aathe end");
  await expect(cos.multipartComplete({ ...target, UploadId, Parts })).rejects.toMatchObject({
    statusCode: 404,
    code: "NoSuchUpload",
  });

  const { UploadId: aborted } = await cos.multipartInit(target);
  expect((await cos.multipartAbort({ ...target, UploadId: aborted })).statusCode).toBe(204);
  await expect(cos.multipartListPart({ ...target, UploadId: aborted })).rejects.toMatchObject({ code: "NoSuchUpload" });
  await expect(cos.multipartAbort({ ...target, UploadId: aborted })).rejects.toMatchObject({ statusCode: 404 });
});

test("cos-nodejs-sdk-v5 aborts every unfinished upload of a bucket", async () => {
  const cos = client(await start());
  for (const Key of ["a", "a", KEY]) await cos.multipartInit({ ...PLACE, Key });
  expect(await resultOf(cos.abortUploadTask({ ...PLACE, Key: "", Level: "bucket" }))).toMatchObject({
    successList: [{}, {}, {}],
    errorList: [],
  });
  expect((await resultOf(cos.multipartList({ ...PLACE, Prefix: "", Delimiter: "" }))).Upload).toEqual([]);
});

test("cos-nodejs-sdk-v5 sliceCopyFile copies an object in parts", async () => {
  const cos = client(await start());
  const Body = Buffer.alloc(3 * MEBIBYTE, "0123456789");
  await cos.putObject({ ...PLACE, Key: "source", Body });
  const CopySource = `${PLACE.Bucket}.cos.${PLACE.Region}.myqcloud.com/source`;
  await cos.sliceCopyFile({ ...PLACE, Key: KEY, CopySource, CopySliceSize: MEBIBYTE, CopyChunkSize: MEBIBYTE });
  const object = await cos.getObject({ ...PLACE, Key: KEY });
  expect(Buffer.compare(Buffer.from(object.Body), Body)).toBe(0);
  expect((await cos.headObject({ ...PLACE, Key: KEY })).ETag).toMatch(/-\d+"$/);
});
