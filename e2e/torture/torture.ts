import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { type Link, startLink } from "../link/link.ts";
import { createBucketReader } from "../stack/bucket-reader.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type App, createApp } from "./app.ts";
import { type EventKind, planEvents, type TortureEvent } from "./events.ts";
import { type RestartableProgram, startRestartable } from "./restartable.ts";

const MEBIBYTE = 1024 ** 2;

/** After this long without a byte, although every fault is over, the upload has failed. */
const LONGEST_SILENCE_MS = 180_000;

/** An upload that takes this many times as long as the link needs, and ten seconds for each fault, has failed. */
const SLOWEST = 5;

export interface TortureOptions {
  /** What uploads: this project's uploader, or cos-wx-sdk-v5 for comparison. @default "uploader" */
  readonly app?: "uploader" | "sdk";
  readonly megabytes: number;
  readonly eventCount: number;
  readonly seed: number;
  /** How fast the phone can send. */
  readonly bytesPerSecond: number;
  /** The longest time that a process stays down or the link is stalled. */
  readonly longestFaultMs: number;
  /** Receives a line for each event. @default nobody */
  readonly log?: (line: string) => void;
}

export interface TortureResult {
  readonly events: Readonly<Partial<Record<EventKind, number>>>;
  /** How often the app was started. */
  readonly lives: number;
  /** Why the upload did not end as it should; undefined if it did. */
  readonly failure: string | undefined;
  readonly fileBytes: number;
  /** Bytes that the phone sent to COS, headers and repeated parts included. */
  readonly sentBytes: number;
  readonly partBytes: number;
  readonly objects: readonly string[];
  /** Whether the object has exactly the bytes of the file. */
  readonly isSame: boolean;
  readonly crc64: string | null;
  readonly unfinishedUploads: number;
  readonly mostPartsInFlight: number;
  /** Most parts that the app held in memory, after garbage collections. */
  readonly mostPartsInMemory: number;
  readonly mostResidentBytes: number;
  readonly seconds: number;
}

/**
 * Uploads one file while the app, the signing server and COS are killed and the link breaks.
 *
 * Each program is a process of its own, and a kill is a SIGKILL. The app's storage is the only thing that survives it.
 */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const { app: kindOfApp = "uploader", megabytes, seed, eventCount, longestFaultMs } = options;
  const directory = await mkdtemp(join(tmpdir(), "torture-"));
  const ends: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true })];
  try {
    const filePath = join(directory, "video.mp4");
    const fileBytes = megabytes * MEBIBYTE + 12_345;
    const fileHash = await writeVideo(filePath, fileBytes);

    const cos = await startRestartable("local-cloud/dist/cos/main.js", [], (port) => ({
      LOCAL_COS_DIR: join(directory, "bucket"),
      LOCAL_COS_PORT: String(port),
    }));
    ends.push(() => cos.kill());
    const link = startLink({ name: "torture", bytesPerSecond: options.bytesPerSecond, roundTripMs: 0 }, { seed });
    ends.push(() => link.close());
    const cosLink = await link.proxyTo(cos.port);
    const uploadTokenKey = randomBytes(32).toString("hex");
    const server = await startRestartable("e2e/torture/signing-server.ts", [], (port) => ({
      NODE_OPTIONS: "--import tsx",
      COS_HOST: cosLink.host,
      PORT: String(port),
      UPLOAD_TOKEN_KEY: uploadTokenKey,
    }));
    ends.push(() => server.kill());
    const serverLink = await link.proxyTo(server.port);
    const storagePath = join(directory, "storage.json");
    const app =
      kindOfApp === "sdk"
        ? createApp("sdk-life.ts", [cosLink.host, filePath, storagePath])
        : createApp("life.ts", [`http://${serverLink.host}`, filePath, storagePath]);
    ends.push(() => app.kill());

    const startMs = performance.now();
    const events = await runEvents(planEvents(seed, eventCount, longestFaultMs), fileBytes, {
      ...options,
      programs: { app, server, cos, link },
      sentBytes: cosLink.sentBytes,
      // The SDK reports nothing that survives a kill, so the bytes on the link count.
      progressBytes: kindOfApp === "sdk" ? cosLink.sentBytes : () => app.record.progressBytes,
    });
    const seconds = (performance.now() - startMs) / 1000;
    await app.kill();

    const bucket = createBucketReader({
      host: `127.0.0.1:${cos.port}`,
      credentials: LOCAL_COS_DEFAULTS.credentials,
      nowMs: Date.now,
    });
    const { end, ...record } = app.record;
    const object = await bucket.open(end !== undefined && "objectKey" in end ? end.objectKey : "none");
    const hash = createHash("sha256");
    for await (const chunk of object.body ?? []) hash.update(chunk);
    return {
      ...record,
      events,
      failure: end !== undefined && "failure" in end ? end.failure : undefined,
      fileBytes,
      sentBytes: cosLink.sentBytes(),
      partBytes: fileBytes > 1000 * MEBIBYTE ? 2 * MEBIBYTE : MEBIBYTE,
      objects: await bucket.keys(),
      isSame: hash.digest("hex") === fileHash,
      crc64: object.headers.get("x-cos-hash-crc64ecma"),
      unfinishedUploads: await bucket.countUnfinished(),
      seconds,
    };
  } finally {
    // In the reverse order: nothing may write into a folder that is gone.
    for (const end of ends.reverse()) await end();
  }
}

/** What faults happen to. */
interface Programs {
  readonly app: App;
  readonly server: RestartableProgram;
  readonly cos: RestartableProgram;
  readonly link: Link;
}

interface RunOptions extends Pick<TortureOptions, "bytesPerSecond" | "log"> {
  readonly programs: Programs;
  /** Bytes that the phone has sent to COS. */
  readonly sentBytes: () => number;
  /** Bytes of the file that have arrived, as far as the app knows. */
  readonly progressBytes: () => number;
}

/** Starts the app, and lets the events happen at their places, until the upload ends. Returns how many of each kind happened. */
async function runEvents(
  events: readonly TortureEvent[],
  fileBytes: number,
  { programs, bytesPerSecond, sentBytes, progressBytes, log = () => {} }: RunOptions,
): Promise<Partial<Record<EventKind, number>>> {
  const { app } = programs;
  const counts: Partial<Record<EventKind, number>> = {};
  const startMs = performance.now();
  const longestMs = Math.ceil((SLOWEST * fileBytes) / bytesPerSecond + 10 * events.length) * 1000;

  /** Waits for a condition or the end of the upload, whichever comes first. */
  async function waitFor(condition: () => boolean): Promise<void> {
    let lastBytes = -1;
    let lastMs = performance.now();
    while (app.record.end === undefined && !condition()) {
      await wait(5);
      if (sentBytes() !== lastBytes) [lastBytes, lastMs] = [sentBytes(), performance.now()];
      if (performance.now() - lastMs > LONGEST_SILENCE_MS) app.record.end = { failure: "it stands still" };
      if (performance.now() - startMs > longestMs) {
        app.record.end = { failure: `it has not ended after ${longestMs / 1000} s` };
      }
    }
  }

  app.start();
  // Faults of different kinds overlap. The same program is killed again only once it runs.
  const running = new Map<EventKind, Promise<void>>();
  for (const event of events) {
    await waitFor(() => progressBytes() >= event.atShare * fileBytes);
    await running.get(event.kind);
    if (app.record.end !== undefined) break;
    log(`${(progressBytes() / MEBIBYTE).toFixed(0)} MiB: ${event.kind}, ${event.durationMs} ms`);
    counts[event.kind] = (counts[event.kind] ?? 0) + 1;
    running.set(event.kind, perform(event, programs));
  }
  await Promise.all(running.values());
  await waitFor(() => false);
  return counts;
}

async function perform({ kind, durationMs }: TortureEvent, { app, server, cos, link }: Programs): Promise<void> {
  switch (kind) {
    case "kill the app":
      await app.kill();
      await wait(durationMs);
      return app.start();
    case "kill the signing server":
      await server.kill();
      await wait(durationMs);
      return server.start();
    case "kill COS":
      await cos.kill();
      await wait(durationMs);
      return cos.start();
    case "cut the link":
      return link.cutAll();
    case "stall the link":
      return link.stall(durationMs);
    case "lose responses":
      return link.loseResponses(durationMs);
  }
}

/** Writes a video of random bytes. Returns its SHA-256 in hex. */
async function writeVideo(path: string, bytes: number): Promise<string> {
  const file = await open(path, "w");
  await file.write(sampleBytes("mp4", 1024));
  for (let left = bytes - 1024; left > 0; left -= MEBIBYTE) await file.write(randomBytes(Math.min(left, MEBIBYTE)));
  await file.close();
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
