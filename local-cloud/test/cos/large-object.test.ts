import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChildBucket } from "../../bench/child-bucket.ts";
import { getLargeObject, putLargeObject } from "../../bench/large-object.ts";
import { uploadInParts } from "../../bench/multipart-upload.ts";

const GIBIBYTE = 1024 ** 3;
const MAX_MEMORY_BYTES = 150 * 1024 ** 2;

test("uploads and downloads 1 GiB with less than 150 MiB of memory", async () => {
  const directory = await mkdtemp(join(tmpdir(), "local-cos-"));
  try {
    const bucket = await startChildBucket(directory);
    expect(await putLargeObject(bucket, GIBIBYTE)).toBe(200);
    expect(await getLargeObject(bucket)).toBe(GIBIBYTE);
    const { peakMemoryBytes } = await bucket.stop("SIGTERM");
    expect(peakMemoryBytes).toBeGreaterThan(0);
    expect(peakMemoryBytes).toBeLessThan(MAX_MEMORY_BYTES);
  } finally {
    await rm(directory, { recursive: true });
  }
}, 180_000);

test("stores 200 parts of 1 MiB and completes them with less than 150 MiB of memory", async () => {
  const directory = await mkdtemp(join(tmpdir(), "local-cos-"));
  try {
    const bucket = await startChildBucket(directory);
    expect((await uploadInParts(bucket, 200)).bytes).toBe(200 * 1024 ** 2);
    const { peakMemoryBytes } = await bucket.stop("SIGTERM");
    expect(peakMemoryBytes).toBeGreaterThan(0);
    expect(peakMemoryBytes).toBeLessThan(MAX_MEMORY_BYTES);
  } finally {
    await rm(directory, { recursive: true });
  }
}, 180_000);
