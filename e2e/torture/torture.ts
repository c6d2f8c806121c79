import { type ChildProcess, fork } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { authorize, formatKeyTime } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { startLink } from "../link/link.ts";
import { repositoryFolder } from "../stack/repository.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { type EventKind, planEvents, type TortureEvent } from "./events.ts";
import type { LifeReport } from "./life.ts";
import { startRestartable } from "./restartable.ts";

const MEBIBYTE = 1024 ** 2;

/** After this long without a byte, although every fault is over, the upload has failed. */
const LONGEST_SILENCE_MS = 180_000;

/** An upload that takes this many times as long as the link needs, and ten seconds for each fault, has failed. */
const SLOWEST = 5;

/** How the upload ended: with an object, or with a failure. */
type Ending = { readonly objectKey?: string; readonly failure?: string };

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
  const {
    app: kindOfApp = "uploader",
    megabytes,
    seed,
    eventCount,
    bytesPerSecond,
    longestFaultMs,
    log = () => {},
  } = options;
  const directory = await mkdtemp(join(tmpdir(), "torture-"));
  const filePath = join(directory, "video.mp4");
  const fileBytes = megabytes * MEBIBYTE + 12_345;
  const fileHash = await writeVideo(filePath, fileBytes);

  const cos = await startRestartable("local-cloud/dist/cos/main.js", [], (port) => ({
    LOCAL_COS_DIR: join(directory, "bucket"),
    LOCAL_COS_PORT: String(port),
  }));
  const link = startLink({ name: "torture", bytesPerSecond, roundTripMs: 0 }, { seed });
  const cosLink = await link.proxyTo(cos.port);
  const uploadTokenKey = randomBytes(32).toString("hex");
  const server = await startRestartable("e2e/torture/signing-server.ts", [], (port) => ({
    NODE_OPTIONS: "--import tsx",
    COS_HOST: cosLink.host,
    PORT: String(port),
    UPLOAD_TOKEN_KEY: uploadTokenKey,
  }));
  const serverLink = await link.proxyTo(server.port);

  const events = planEvents(seed, eventCount, longestFaultMs);
  const counts: Partial<Record<EventKind, number>> = {};
  let lives = 0;
  let mostPartsInFlight = 0;
  let mostPartsInMemory = 0;
  let mostResidentBytes = 0;
  let progressBytes = 0;
  let app: ChildProcess | undefined;
  let end: Ending | undefined;

  function startApp(): void {
    lives += 1;
    const [program, host] =
      kindOfApp === "sdk" ? ["sdk-life.ts", cosLink.host] : ["life.ts", `http://${serverLink.host}`];
    const args = [host, filePath, join(directory, "storage.json")];
    const child = fork(join(repositoryFolder(), "e2e/torture", program), args, {
      execArgv: ["--import", "tsx", "--conditions=source", "--expose-gc"],
    });
    app = child;
    child.on("exit", () => {
      if (app !== child) return;
      app = undefined;
      // Nothing is left that could continue: no request, no timer.
      end ??= { failure: "the app has ended without a result" };
    });
    child.on("message", (message: LifeReport) => {
      // Messages of a life that was killed may still arrive.
      if (app !== child) return;
      if (message.kind === "done") end = { objectKey: message.objectKey };
      else if (message.kind === "failed") end = { failure: `${message.code}: ${message.message}` };
      else {
        progressBytes = message.bytes;
        mostPartsInFlight = Math.max(mostPartsInFlight, message.mostInFlight);
        mostPartsInMemory = Math.max(mostPartsInMemory, message.partsInMemory);
        mostResidentBytes = Math.max(mostResidentBytes, message.residentBytes);
      }
    });
  }

  async function killApp(): Promise<void> {
    const killed = app;
    app = undefined;
    if (killed === undefined) return;
    const ended = once(killed, "exit");
    killed.kill("SIGKILL");
    await ended;
  }

  async function perform({ kind, durationMs }: TortureEvent): Promise<void> {
    switch (kind) {
      case "kill the app":
        await killApp();
        await wait(durationMs);
        return startApp();
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

  const startMs = performance.now();
  const longestMs = Math.ceil((SLOWEST * fileBytes) / bytesPerSecond + 10 * eventCount) * 1000;
  startApp();
  /** Waits for a condition or the end of the upload, whichever comes first. */
  async function waitFor(condition: () => boolean): Promise<void> {
    let lastBytes = -1;
    let lastMs = performance.now();
    while (end === undefined && !condition()) {
      await wait(5);
      // The SDK reports nothing that survives a kill, so the bytes on the link count.
      if (kindOfApp === "sdk") progressBytes = cosLink.sentBytes();
      if (cosLink.sentBytes() !== lastBytes) [lastBytes, lastMs] = [cosLink.sentBytes(), performance.now()];
      if (performance.now() - lastMs > LONGEST_SILENCE_MS) end = { failure: "it stands still" };
      if (performance.now() - startMs > longestMs) end = { failure: `it has not ended after ${longestMs / 1000} s` };
    }
  }

  // Faults of different kinds overlap. The same program is killed again only once it runs.
  const running = new Map<EventKind, Promise<void>>();
  for (const event of events) {
    await waitFor(() => progressBytes >= event.atShare * fileBytes);
    await running.get(event.kind);
    if (end !== undefined) break;
    log(`${(progressBytes / MEBIBYTE).toFixed(0)} MiB: ${event.kind}, ${event.durationMs} ms`);
    counts[event.kind] = (counts[event.kind] ?? 0) + 1;
    running.set(event.kind, perform(event));
  }
  await Promise.all(running.values());
  await waitFor(() => false);
  const seconds = (performance.now() - startMs) / 1000;
  await killApp();

  const read = (path: string, parameters = "") => readBucket(`127.0.0.1:${cos.port}`, path, parameters);
  const listed = await (await read("/")).text();
  const unfinished = await (await read("/", "uploads")).text();
  const object = await read(`/${end?.objectKey ?? "none"}`);
  const hash = createHash("sha256");
  for await (const chunk of object.body ?? []) hash.update(chunk);
  const result: TortureResult = {
    events: counts,
    lives,
    failure: end?.failure,
    fileBytes,
    sentBytes: cosLink.sentBytes(),
    partBytes: fileBytes > 1000 * MEBIBYTE ? 2 * MEBIBYTE : MEBIBYTE,
    objects: [...listed.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key),
    isSame: hash.digest("hex") === fileHash,
    crc64: object.headers.get("x-cos-hash-crc64ecma"),
    unfinishedUploads: [...unfinished.matchAll(/<UploadId>/g)].length,
    mostPartsInFlight,
    mostPartsInMemory,
    mostResidentBytes,
    seconds,
  };
  await Promise.all([server.kill(), cos.kill(), link.close()]);
  await rm(directory, { recursive: true });
  return result;
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

/** Sends a GET to the bucket with its owner's keys. */
function readBucket(host: string, pathname: string, parameter: string): Promise<Response> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const { authorization } = authorize({
    method: "GET",
    pathname,
    query: parameter === "" ? [] : [[parameter, ""]],
    headers: [["host", host]],
    credentials: LOCAL_COS_DEFAULTS.credentials,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + 600 }),
  });
  return fetch(`http://${host}${pathname}?${parameter}`, { headers: { Authorization: authorization } });
}
