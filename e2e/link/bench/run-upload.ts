import { once } from "node:events";
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { type Link, type LinkedServer, startLink } from "../link.ts";
import type { LinkProfile } from "../profiles.ts";
import { type ChildProgram, startProgram } from "./child-program.ts";
import type { PhoneMessage, PhoneMethod, PhoneOrder } from "./phone.ts";
import type { Servers } from "./start-servers.ts";

/** What happens once during an upload, after a share of the file's bytes has passed. */
export interface LinkEvent {
  /** `cut` cuts all connections. `freeze` freezes them. `kill` ends the app, which then starts again and picks the same file. */
  readonly kind: "cut" | "freeze" | "kill";
  /** 0 to 1. */
  readonly share: number;
}

/** One upload to measure. */
export interface UploadRun {
  readonly method: PhoneMethod;
  readonly profile: LinkProfile;
  readonly event?: LinkEvent;
  readonly file: { readonly path: string; readonly bytes: number };
  readonly seed: number;
  /** When to give up, in milliseconds. */
  readonly maxMs: number;
  /** A path for what the phone stores. */
  readonly storageFile: string;
}

/** The measures of one upload. */
export interface MeasuredUpload {
  /** Why there is no object. Undefined after a success. */
  readonly failure: string | undefined;
  /** Without the time between a kill and the next start. */
  readonly durationMs: number;
  /** Bytes that passed to COS, and their ratio to the size of the file. */
  readonly sentBytes: number;
  readonly cuts: number;
  /** How often the part that was sent most often was sent. Undefined if there were no parts. */
  readonly sendsOfOnePart: number | undefined;
  /** From the start of the second life to its first part on the link. Undefined without a second life. */
  readonly resumeMs: number | undefined;
  /** How much memory the upload needs at most. */
  readonly phoneBytes: number;
}

/** Uploads a file over a link and measures that. */
export async function runUpload(servers: Servers, run: UploadRun): Promise<MeasuredUpload> {
  await servers.emptyBucket();
  await rm(run.storageFile, { force: true });
  const link = startLink(run.profile, { seed: run.seed });
  const phones: ChildProgram[] = [];
  try {
    const server = await link.proxyTo(servers.serverPort);
    const cos = await link.proxyTo(servers.cosPort);
    const order: PhoneOrder = {
      method: run.method,
      filePath: run.file.path,
      storageFile: run.storageFile,
      serverHost: server.host,
      cosHost: cos.host,
    };
    const first = await startPhone(order, phones);
    const startMs = performance.now();
    const { ended, closedMs, resumedMs } = await untilEnd(first, { run, link, cos, order, phones });
    const durationMs = performance.now() - startMs - closedMs;
    return {
      failure: ended.name === "stored" ? await servers.findFault(ended.objectKey, run.file.bytes) : ended.reason,
      durationMs,
      sentBytes: cos.sentBytes(),
      cuts: link.cuts(),
      sendsOfOnePart: sendsOfOnePart(cos),
      resumeMs: resumedMs && firstPartAfter(cos, resumedMs),
      phoneBytes: Math.max(...phones.map((phone) => phone.addedMemoryBytes())),
    };
  } finally {
    await Promise.all(phones.map((phone) => phone.kill()));
    await link.close();
  }
}

interface Phone {
  readonly program: ChildProgram;
  readonly end: Promise<Ended>;
}

type Ended = Exclude<PhoneMessage, { readonly name: "started" }>;

/** Starts a life of the app. Resolves when it begins to upload. */
async function startPhone(order: PhoneOrder, phones: ChildProgram[]): Promise<Phone> {
  const program = startProgram("phone.ts", [JSON.stringify(order)]);
  phones.push(program);
  const end = new Promise<Ended>((resolve) => {
    program.process.on("message", (message: PhoneMessage) => {
      if (message.name !== "started") resolve(message);
    });
    program.process.once("exit", () => resolve({ name: "failed", reason: "the app has ended" }));
  });
  await Promise.race([once(program.process, "message"), end]);
  program.measureMemory();
  return { program, end };
}

interface Running {
  readonly run: UploadRun;
  readonly link: Link;
  readonly cos: LinkedServer;
  readonly order: PhoneOrder;
  readonly phones: ChildProgram[];
}

interface UntilEnd {
  readonly ended: Ended;
  /** How long the app was closed. */
  readonly closedMs: number;
  /** When its second life began. */
  readonly resumedMs?: number;
}

/** Waits for the end of an upload, and lets the event happen in the meantime. */
async function untilEnd(first: Phone, { run, link, cos, order, phones }: Running): Promise<UntilEnd> {
  const { event, file, maxMs } = run;
  const stop = new AbortController();
  const gaveUp: Ended = { name: "failed", reason: `not stored within ${Math.round(maxMs / 1000)} s` };
  const tooLate = delay(maxMs, gaveUp, { signal: stop.signal });
  tooLate.catch(() => {});
  try {
    const reached = event === undefined ? NEVER : cos.sent(file.bytes * event.share);
    const early = await Promise.race([first.end, tooLate, reached]);
    if (early !== undefined) return { ended: early, closedMs: 0 };
    if (event?.kind === "cut") link.cutAll();
    if (event?.kind === "freeze") link.freezeAll();
    if (event?.kind !== "kill") return { ended: await Promise.race([first.end, tooLate]), closedMs: 0 };
    await first.program.kill();
    const killedMs = performance.now();
    const second = await startPhone(order, phones);
    const resumedMs = performance.now();
    return { ended: await Promise.race([second.end, tooLate]), closedMs: resumedMs - killedMs, resumedMs };
  } finally {
    stop.abort();
  }
}

const NEVER = new Promise<never>(() => {});

const PART = /^PUT \S*[?&]partNumber=(\d+)/;

function sendsOfOnePart(cos: LinkedServer): number | undefined {
  const sends = new Map<string, number>();
  for (const { line } of cos.requests()) {
    const partNumber = PART.exec(line)?.[1];
    if (partNumber !== undefined) sends.set(partNumber, (sends.get(partNumber) ?? 0) + 1);
  }
  return sends.size === 0 ? undefined : Math.max(...sends.values());
}

function firstPartAfter(cos: LinkedServer, timeMs: number): number | undefined {
  const first = cos.requests().find(({ line, startedMs }) => startedMs >= timeMs && PART.test(line));
  return first && first.startedMs - timeMs;
}
