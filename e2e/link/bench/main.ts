import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { GOOD, type LinkProfile, SLOW, STEADY, WEAK } from "../profiles.ts";
import type { PhoneMethod } from "./phone.ts";
import { runBare } from "./run-bare.ts";
import { type LinkEvent, type MeasuredUpload, runUpload } from "./run-upload.ts";
import { type Servers, startServers } from "./start-servers.ts";

/*
 * `npm run bench:link [-- --mb 60] [--weak-mb 10] [--slow-mb 6] [--seed 1] [--only parts]`: uploads a file over simulated links, in each
 * way that there is, and prints how that compares with what the link allows.
 */
const MEGABYTE = 1_000_000;
const MEBIBYTE = 1024 ** 2;

const { values } = parseArgs({
  options: {
    mb: { type: "string", default: "200" },
    "weak-mb": { type: "string", default: "20" },
    "slow-mb": { type: "string", default: "6" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const seed = Number(values.seed);

const WAYS: Readonly<Record<PhoneMethod, string>> = {
  post: "form",
  put: "PUT",
  multipart: "parts",
  sdk: "cos-wx-sdk-v5 slices",
};

/** Width of the first column. */
const WIDTH = 22;

/** A group of uploads that are compared with each other. */
interface Comparison {
  readonly title: string;
  readonly profile: LinkProfile;
  readonly megabytes: number;
  readonly event?: LinkEvent;
  readonly methods: readonly PhoneMethod[];
  /** What parts should reach. */
  readonly goal: string;
}

const COMPARISONS: readonly Comparison[] = [
  {
    title: "an upload",
    profile: GOOD,
    megabytes: Number(values.mb),
    methods: ["multipart", "sdk", "post", "put"],
    goal: "time at most 1.05 times the limit",
  },
  {
    title: "all connections cut at 70 %",
    profile: STEADY,
    megabytes: Number(values.mb),
    event: { kind: "cut", share: 0.7 },
    methods: ["multipart", "sdk", "post"],
    goal: "time at most 1.06 times the limit",
  },
  {
    title: "the app killed at 70 %, the same file picked again",
    profile: STEADY,
    megabytes: Number(values.mb),
    event: { kind: "kill", share: 0.7 },
    methods: ["multipart", "sdk"],
    goal: "bytes at most 1.05 times the file; first part after 2 round trips",
  },
  {
    title: "all connections frozen at 50 %",
    profile: STEADY,
    megabytes: Number(values.mb),
    event: { kind: "freeze", share: 0.5 },
    methods: ["multipart", "sdk", "post"],
    goal: "less than 20 s lost",
  },
  {
    title: "an upload",
    profile: WEAK,
    megabytes: Number(values["weak-mb"]),
    methods: ["multipart", "sdk", "post"],
    goal: "stored, no part sent more than twice",
  },
  {
    title: "an upload",
    profile: SLOW,
    megabytes: Number(values["slow-mb"]),
    methods: ["multipart", "sdk", "post"],
    goal: "stored, no part sent more than twice",
  },
];

const directory = await mkdtemp(join(tmpdir(), "link-bench-"));
const servers = await startServers();
try {
  for (const comparison of COMPARISONS) await measure(comparison);
  print(`The signing server and the local COS together: memory + ${mebibytes(servers.addedMemoryBytes())}`);
} finally {
  await servers.close();
  await rm(directory, { recursive: true });
}

async function measure({ title, profile, megabytes, event, methods, goal }: Comparison): Promise<void> {
  const file = { path: join(directory, `${megabytes}.mp4`), bytes: megabytes * MEGABYTE };
  await pipeline(Readable.from(videoBytes(file.bytes), { objectMode: false }), createWriteStream(file.path));
  const limitMs = (file.bytes / profile.bytesPerSecond) * 1000;
  print(
    `${megabytes} MB over ${profile.name}: ${title}. Limit of the link ${(limitMs / 1000).toFixed(1)} s. Goal: ${goal}`,
  );
  if (event === undefined) {
    const bareMs = await runBare(profile, file.bytes);
    print(
      `  ${"a bare connection".padEnd(WIDTH)}${(bareMs / limitMs).toFixed(2)} × the limit, which is what this machine adds now`,
    );
  }
  for (const method of methods) {
    if (values.only !== "" && !WAYS[method].includes(values.only)) continue;
    const measured = await runUpload(servers, {
      method,
      profile,
      file,
      seed,
      ...(event !== undefined && { event }),
      maxMs: 3 * limitMs + 120_000,
      storageFile: join(directory, "storage.json"),
    });
    print(`  ${WAYS[method].padEnd(WIDTH)}${await describe(measured, { limitMs, file, profile, servers })}`);
  }
}

interface Context {
  readonly limitMs: number;
  readonly file: { readonly bytes: number };
  readonly profile: LinkProfile;
  readonly servers: Servers;
}

async function describe(measured: MeasuredUpload, { limitMs, file, profile, servers }: Context): Promise<string> {
  const { failure, durationMs, sentBytes, cuts, sendsOfOnePart, resumeMs } = measured;
  const unfinished = await servers.countUnfinished();
  return [
    failure === undefined ? `${(durationMs / limitMs).toFixed(2)} × the limit` : `FAILED (${failure})`,
    `${((durationMs - limitMs) / 1000).toFixed(1)} s more`,
    `bytes ${(sentBytes / file.bytes).toFixed(2)} × the file`,
    ...(cuts > 0 ? [`${cuts} cuts`] : []),
    ...(sendsOfOnePart === undefined ? [] : [`a part sent ${sendsOfOnePart} times at most`]),
    ...(resumeMs === undefined
      ? []
      : [
          `first part ${resumeMs.toFixed(0)} ms after the start, ${(resumeMs / profile.roundTripMs).toFixed(1)} round trips`,
        ]),
    ...(unfinished > 0 ? [`${unfinished} unfinished uploads left`] : []),
    `memory + ${mebibytes(measured.phoneBytes)}`,
  ].join(", ");
}

/** A video's first bytes, and random ones that are the same in each run. */
function* videoBytes(bytes: number): Generator<Buffer> {
  const head = Buffer.from("000000206674797069736f6d0000020069736f6d69736f32", "hex");
  yield head;
  for (let sent = head.length, index = 0; sent < bytes; index += 1) {
    const block = createHash("shake256", { outputLength: Math.min(MEBIBYTE, bytes - sent) })
      .update(`link ${index}`)
      .digest();
    yield block;
    sent += block.length;
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(0)} MiB`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
