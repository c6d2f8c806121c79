import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { startChildBucket } from "./child-bucket.ts";
import { bytesStream, getLargeObject, putLargeObject } from "./large-object.ts";
import { benchManyObjects } from "./many-objects.ts";
import { uploadInParts } from "./multipart-upload.ts";
import { comparePeers } from "./peers/compare.ts";
import { compareStarts } from "./peers/starts.ts";

const MEBIBYTE = 1024 ** 2;
const BYTES = 1024 * MEBIBYTE;

/** Where Linux keeps files in memory. */
const MEMORY = "/dev/shm";

/** Compares this local COS with s3rver and azurite, in memory and on the disk. */
async function benchPeers(): Promise<void> {
  const folders = [tmpdir(), ...(existsSync(MEMORY) ? [MEMORY] : [])];
  for (const folder of folders) {
    const directory = await mkdtemp(join(folder, "local-cos-bench-"));
    try {
      if (folder === folders[0]) await compareStarts(join(directory, "starts"), print);
      if (folder === folders.at(-1)) await benchManyObjects(join(directory, "many"), print);
      print(
        folder === MEMORY
          ? "Objects in memory"
          : "Objects on the disk, where only the local COS waits until they are there",
      );
      await comparePeers(join(directory, "peers"), print);
    } finally {
      await rm(directory, { recursive: true });
    }
  }
}

/** Uploads 1 GiB to the built local bucket and downloads it, and compares this with writing and reading a plain file of the same size. */
async function bench(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "local-cos-bench-"));
  try {
    const file = join(directory, "plain");
    const writeRate = await rate(() => pipeline(bytesStream(BYTES), createWriteStream(file, { flush: true })));
    const readRate = await rate(() =>
      pipeline(createReadStream(file), new Writable({ write: (_c, _e, done) => done() })),
    );
    await rm(file);
    const bucket = await startChildBucket(join(directory, "bucket"));
    const putRate = await rate(() => putLargeObject(bucket, BYTES));
    const getRate = await rate(() => getLargeObject(bucket));
    const { peakMemoryBytes } = await bucket.stop("SIGTERM");
    print(`PUT 1 GiB   ${putRate.toFixed(0)} MiB/s, ${((putRate / writeRate) * 100).toFixed(0)} % of a plain file`);
    print(`GET 1 GiB   ${getRate.toFixed(0)} MiB/s, ${((getRate / readRate) * 100).toFixed(0)} % of a plain file`);
    print(`Peak memory ${(peakMemoryBytes / MEBIBYTE).toFixed(0)} MiB`);
    await benchParts(join(directory, "parts"));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Uploads 1 GiB in 1,024 parts of 1 MiB. */
async function benchParts(directory: string): Promise<void> {
  const bucket = await startChildBucket(directory);
  let completeMs = 0;
  const partRate = await rate(async () => {
    completeMs = (await uploadInParts(bucket, BYTES / MEBIBYTE)).completeMs;
  });
  const { peakMemoryBytes } = await bucket.stop("SIGTERM");
  print(`1,024 parts of 1 MiB, three at a time: ${partRate.toFixed(0)} MiB/s, Complete ${completeMs.toFixed(0)} ms`);
  print(`Peak memory ${(peakMemoryBytes / MEBIBYTE).toFixed(0)} MiB`);
}

/** Runs a task and returns its rate in MiB per second. */
async function rate(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return BYTES / MEBIBYTE / ((performance.now() - start) / 1000);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await benchPeers();
await bench();
