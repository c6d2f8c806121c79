import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildBucket, type ChildBucketOptions, startChildBucket } from "../../../bench/child-bucket.ts";

/** Local buckets in processes of their own, one at a time, on one folder. */
export interface ChildBucketFixture {
  /** A temporary folder for the test's own files. */
  folder(): string;
  /** The bucket's folder. */
  directory(): string;
  /** The running bucket. */
  bucket(): ChildBucket;
  start(options?: ChildBucketOptions): Promise<ChildBucket>;
  kill(): Promise<void>;
}

/** Creates a folder before each test of the block, and afterwards kills the bucket and removes the folder. */
export function useChildBucket(): ChildBucketFixture {
  let folder: string;
  let running: ChildBucket | undefined;

  async function kill(): Promise<void> {
    await running?.stop("SIGKILL");
    running = undefined;
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "local-cos-"));
  });
  afterEach(async () => {
    await kill();
    // cos-nodejs-sdk-v5 writes its list of upload ids into the folder with a delay.
    await rm(folder, { recursive: true, maxRetries: 10 });
  });
  return {
    folder: () => folder,
    directory: () => join(folder, "bucket"),
    bucket() {
      if (running === undefined) throw new Error("no bucket is running");
      return running;
    },
    async start(options) {
      running = await startChildBucket(join(folder, "bucket"), options);
      return running;
    },
    kill,
  };
}
