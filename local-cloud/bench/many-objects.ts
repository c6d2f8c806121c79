import { rm } from "node:fs/promises";
import { authorize } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS, startLocalCos } from "../src/cos/index.ts";
import { type ChildBucket, startChildBucket } from "./child-bucket.ts";
import { median } from "./median.ts";
import { startMeasured } from "./peers/measured-process.ts";
import { emptyProgram } from "./peers/starts.ts";

const OBJECTS = 100_000;
const LISTS = 21;
const STARTS = 5;

/** Fills a bucket with 100,000 objects, and measures a start with them and a list of 1,000 of them. */
export async function benchManyObjects(directory: string, print: (line: string) => void): Promise<void> {
  const cos = await startLocalCos({ directory, port: 0 });
  const keys = Array.from({ length: OBJECTS }, (_value, index) => `uploads/${index % 100}/${index}.jpg`);
  await cos.seed(Object.fromEntries(keys.map((key) => [key, "a"])));
  await cos.close();
  const afterStop = await measureStarts(directory, "SIGTERM");
  const afterKill = await measureStarts(directory, "SIGKILL");
  const lists: number[] = [];
  const bucket = await startChildBucket(directory);
  for (let count = 0; count < LISTS; count += 1) {
    const listing = performance.now();
    await list(bucket, `marker=${encodeURIComponent(keys[count * 4_000] ?? "")}`);
    lists.push(performance.now() - listing);
  }
  await bucket.stop("SIGTERM");
  print(
    `${OBJECTS} objects, medians: start ${afterStop} ms after a stop and ${afterKill} ms after a kill (goal: 1000; an empty program now ${await measureEmptyProgram()} ms), a list of 1,000 ${median(lists).toFixed(0)} ms (goal: 50)`,
  );
  await rm(directory, { recursive: true });
}

/** Milliseconds from the start of the process to its first response, after the process before it got the signal. */
async function measureStarts(directory: string, signal: "SIGTERM" | "SIGKILL"): Promise<string> {
  const starts: number[] = [];
  for (let round = 0; round <= STARTS; round += 1) {
    const start = performance.now();
    const bucket = await startChildBucket(directory);
    // The port is open before the folder has been read, so the first response counts.
    await list(bucket, "max-keys=1");
    starts.push(performance.now() - start);
    await bucket.stop(signal);
  }
  // The first start follows something else.
  return median(starts.slice(1)).toFixed(0);
}

async function measureEmptyProgram(): Promise<string> {
  const starts: number[] = [];
  for (let round = 0; round < STARTS; round += 1) {
    const program = await startMeasured(emptyProgram);
    starts.push(program.startMs);
    await program.stop();
  }
  return median(starts).toFixed(0);
}

async function list({ host }: ChildBucket, search: string): Promise<void> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const { authorization } = authorize({
    credentials: LOCAL_COS_DEFAULTS.credentials,
    keyTime: `${nowSeconds - 60};${nowSeconds + 900}`,
    method: "GET",
    pathname: "/",
    headers: [["host", host]],
  });
  const response = await fetch(`http://${host}/?${search}`, { headers: { authorization } });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET /?${search}: ${response.status} ${text}`);
}
