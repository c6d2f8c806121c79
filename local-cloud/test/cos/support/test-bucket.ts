import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CloseOptions,
  type LocalCos,
  type LogEntry,
  type StartLocalCosOptions,
  startLocalCos,
} from "../../../src/cos/index.ts";

/** A local bucket on a free port, with a clock that the test controls and a temporary folder. */
export interface TestBucket extends LocalCos {
  readonly directory: string;
  /** The bucket's clock. Tests set it. */
  readonly clock: { seconds: number };
  /** Closes the bucket and keeps the folder. */
  stop(options?: CloseOptions): Promise<void>;
  /** Resolves with the next log entry. */
  nextEntry(): Promise<LogEntry>;
  /** Names of all files with data, metadata or unfinished uploads. */
  files(): Promise<readonly string[]>;
}

/** A time within `1700000000;1700000900`, the key time of most tests. */
export const NOW_SECONDS = 1_700_000_100;

/** Starts a bucket before each test of the block and closes it afterwards. Call the returned function inside a test to get the bucket. */
export function useTestBucket(options: Partial<StartLocalCosOptions> = {}): () => TestBucket {
  let bucket: TestBucket | undefined;
  beforeEach(async () => {
    bucket = await startTestBucket(options);
  });
  afterEach(async () => {
    await bucket?.close();
    bucket = undefined;
  });
  return () => {
    if (bucket === undefined) throw new Error("there is a bucket only while a test runs");
    return bucket;
  };
}

/** Starts a bucket whose `close` also removes its folder. */
export async function startTestBucket(options: Partial<StartLocalCosOptions> = {}): Promise<TestBucket> {
  const directory = await mkdtemp(join(tmpdir(), "local-cos-"));
  const clock = { seconds: NOW_SECONDS };
  const waiting: ((entry: LogEntry) => void)[] = [];
  const cos = await startLocalCos({
    directory,
    port: 0,
    now: () => clock.seconds * 1000,
    log: (entry) => waiting.shift()?.(entry),
    ...options,
  });
  return {
    ...cos,
    directory,
    clock,
    stop: (closeOptions) => cos.close(closeOptions),
    nextEntry: () => new Promise((resolve) => waiting.push(resolve)),
    files: () => filesOf(directory),
    async close() {
      await cos.close({ graceMs: 0 });
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function filesOf(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !["lock", "index.jsonl", "stopped.json"].includes(entry.name))
    .map((entry) => entry.name);
}
