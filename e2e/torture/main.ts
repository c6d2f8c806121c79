/*
 * npm run torture [-- --mb 1024 --events 100 --seed 1 --rate 20 --sdk]
 *
 * Uploads a file while the app, the signing server and COS are killed and the link breaks, and prints what came of it. Exits with 1 if a
 * limit does not hold. With --sdk, cos-wx-sdk-v5 uploads instead, until it fails.
 */
import { parseArgs } from "node:util";
import { EVENT_KINDS } from "./events.ts";
import { torture } from "./torture.ts";

/** Most parts that are sent at a time. */
const SLOTS = 3;

const print = (line: string) => process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    mb: { type: "string", default: "1024" },
    events: { type: "string", default: "100" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    rate: { type: "string", default: "20" },
    sdk: { type: "boolean", default: false },
    quiet: { type: "boolean", default: false },
  },
});
const options = { megabytes: Number(values.mb), eventCount: Number(values.events), seed: Number(values.seed) };
print(`seed ${options.seed}: ${options.megabytes} MiB, ${options.eventCount} events, ${values.rate} MB/s`);

const result = await torture({
  ...options,
  app: values.sdk ? "sdk" : "uploader",
  bytesPerSecond: Number(values.rate) * 1e6,
  longestFaultMs: 3_000,
  ...(!values.quiet && { log: print }),
});
const mebibytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
const eventCount = Object.values(result.events).reduce((sum, count) => sum + count, 0);
const allowedBytes = result.fileBytes + SLOTS * result.partBytes * eventCount;
/** The headers of a part. */
const headerBytes = Math.ceil(result.sentBytes / result.partBytes) * 2048;

const checks: ReadonlyArray<readonly [name: string, value: string, holds: boolean]> = [
  ["events", `${eventCount}`, eventCount === options.eventCount],
  ...EVENT_KINDS.map((kind) => [`  ${kind}`, `${result.events[kind] ?? 0}`, true] as const),
  ["lives of the app", `${result.lives}`, true],
  ["failure", result.failure ?? "none", result.failure === undefined],
  ["time", `${result.seconds.toFixed(0)} s`, true],
  ["objects", `${result.objects.length}`, result.objects.length === 1],
  ["the object's bytes", result.isSame ? `those of the file, CRC-64 ${result.crc64}` : "other", result.isSame],
  [
    "sent",
    `${mebibytes(result.sentBytes)} for ${mebibytes(result.fileBytes)}, at most ${mebibytes(allowedBytes)}`,
    result.sentBytes <= allowedBytes + headerBytes,
  ],
  ["parts in flight", `at most ${result.mostPartsInFlight}`, result.mostPartsInFlight <= SLOTS],
  ["parts in memory", `at most ${result.mostPartsInMemory}`, result.mostPartsInMemory <= SLOTS],
  ["resident memory of the app", `at most ${mebibytes(result.mostResidentBytes)}`, true],
  ["unfinished uploads left", `${result.unfinishedUploads}`, result.unfinishedUploads === 0],
];
for (const [name, value, holds] of checks) print(`${holds ? "  " : "✗ "}${name.padEnd(28)} ${value}`);
if (!checks.every(([, , holds]) => holds)) process.exitCode = 1;
