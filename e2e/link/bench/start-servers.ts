import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { createBucketReader } from "../../stack/bucket-reader.ts";
import { startProgram } from "./child-program.ts";

/** The signing server and the local COS, in a process of their own. */
export interface Servers {
  readonly serverPort: number;
  readonly cosPort: number;
  emptyBucket(): Promise<void>;
  /** Checks the stored object's size. @returns what is wrong, or undefined */
  findFault(objectKey: string, bytes: number): Promise<string | undefined>;
  /** The number of unfinished multipart uploads. */
  countUnfinished(): Promise<number>;
  /** How much memory the uploads needed at most. */
  addedMemoryBytes(): number;
  close(): Promise<void>;
}

/** Starts the servers. */
export async function startServers(): Promise<Servers> {
  const program = startProgram("servers.ts");
  const { serverPort, cosPort } = await nextMessage<{ serverPort: number; cosPort: number }>(program.process);
  program.measureMemory();
  const { credentials } = LOCAL_COS_DEFAULTS;
  const bucket = createBucketReader({ host: `127.0.0.1:${cosPort}`, credentials, nowMs: Date.now });
  return {
    serverPort,
    cosPort,
    addedMemoryBytes: program.addedMemoryBytes,
    close: program.kill,
    async emptyBucket() {
      const emptied = nextMessage(program.process);
      program.process.send("empty the bucket");
      await emptied;
    },
    async findFault(objectKey, bytes) {
      const { status, headers, body } = await bucket.open(objectKey);
      await body?.cancel();
      const stored = Number(headers.get("content-length"));
      return status === 200 && stored === bytes ? undefined : `the object is ${status} with ${stored} bytes`;
    },
    countUnfinished: bucket.countUnfinished,
  };
}

/** Rejects if the program ends. */
async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const stop = new AbortController();
  const ended = once(child, "exit", { signal: stop.signal }).then(() => {
    throw new Error("the servers have ended");
  });
  ended.catch(() => {});
  const message = new Promise<Message>((resolve) => child.once("message", (sent: Message) => resolve(sent)));
  return Promise.race([message, ended]).finally(() => stop.abort());
}
