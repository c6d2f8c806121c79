import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startChildBucket } from "../../bench/child-bucket.ts";
import { getLargeObject, putLargeObject } from "../../bench/large-object.ts";
import {
  completeUpload,
  listedParts,
  uploadedBytes,
  uploadInParts,
  uploadParts,
} from "../../bench/multipart-upload.ts";
import { createRandom } from "../../truth/random.ts";

const MEBIBYTE = 1024 ** 2;
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

const PARTS = 1000;
const MAX_GROWTH_BYTES = 32 * 1024 ** 2;
const MOMENTS = 10;

test("stores 1,000 parts of 1 MiB with less than 150 MiB of memory", async () => {
  const directory = await mkdtemp(join(tmpdir(), "local-cos-"));
  try {
    const bucket = await startChildBucket(directory);
    expect((await uploadInParts(bucket, PARTS)).bytes).toBe(PARTS * MEBIBYTE);
    const { peakMemoryBytes } = await bucket.stop("SIGTERM");
    expect(peakMemoryBytes).toBeGreaterThan(0);
    expect(peakMemoryBytes).toBeLessThan(MAX_MEMORY_BYTES);
  } finally {
    await rm(directory, { recursive: true });
  }
}, 300_000);

const [onLinux, skipped] = process.platform === "linux" ? [test, ""] : [test.skip, "SKIPPED, needs /proc: "];

/**
 * Each moment is tried on a copy of the same store, whose data files are links: the store never changes a data file. A store changes
 * nothing but its journal in place.
 */
onLinux(
  `${skipped}Complete of 1,000 parts needs at most 32 MiB of memory, and a kill at ten random moments leaves a store with either the whole upload or the whole object`,
  async () => {
    const parent = await mkdtemp(join(tmpdir(), "local-cos-"));
    const seed = Math.floor(Math.random() * 2 ** 31);
    const random = createRandom(seed);
    const results: string[] = [];
    try {
      const original = join(parent, "original");
      const first = await startChildBucket(original);
      const upload = await uploadParts(first, PARTS);
      await first.stop("SIGTERM");

      const copy = async (name: string): Promise<string> => {
        const directory = join(parent, name);
        execFileSync("cp", ["-al", original, directory]);
        await rm(join(directory, "index.jsonl"));
        await copyFile(join(original, "index.jsonl"), join(directory, "index.jsonl"));
        return directory;
      };
      const measured = await startChildBucket(await copy("measured"));
      // A list, so that the code of a request is loaded.
      expect(await listedParts(measured, upload)).toBe(PARTS);
      const before = resetPeakMemory(measured.pid);
      const start = performance.now();
      await completeUpload(measured, upload);
      const completeMs = performance.now() - start;
      expect(peakMemory(measured.pid) - before).toBeLessThan(MAX_GROWTH_BYTES);
      await measured.stop("SIGKILL");

      for (let moment = 0; moment < MOMENTS; moment += 1) {
        const directory = await copy(`moment ${moment}`);
        const killed = await startChildBucket(directory);
        const completing = completeUpload(killed, upload).then(
          () => true,
          () => false,
        );
        await delay(random.below(Math.ceil(completeMs * 1.2)));
        await killed.stop("SIGKILL");
        const isAcknowledged = await completing;
        const restarted = await startChildBucket(directory);
        const parts = await listedParts(restarted, upload);
        results.push(`${isAcknowledged ? "acknowledged, " : ""}${parts === undefined ? "object" : "upload"}`);
        if (parts !== undefined) {
          expect([parts, isAcknowledged]).toEqual([PARTS, false]);
          await completeUpload(restarted, upload);
        }
        expect(await uploadedBytes(restarted)).toBe(PARTS * MEBIBYTE);
        expect(await readdir(join(directory, "data"))).toHaveLength(PARTS);
        expect(await readdir(join(directory, "multipart"))).toEqual([]);
        await restarted.stop("SIGKILL");
        await rm(directory, { recursive: true });
      }
    } catch (error) {
      throw new Error(`with the seed ${seed}, after the results ${results.join(", ")}`, { cause: error });
    } finally {
      await rm(parent, { recursive: true });
    }
  },
  300_000,
);

/** Starts to measure the peak again. @returns the memory now, in bytes */
function resetPeakMemory(pid: number): number {
  // proc(5), /proc/[pid]/clear_refs
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  return peakMemory(pid);
}

function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}
