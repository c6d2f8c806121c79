import { mkdir, rm } from "node:fs/promises";
import { median } from "../median.ts";
import { azurite, folderFor, localCos, type PeerBucket, s3rver } from "./buckets.ts";
import { putRepeatedly } from "./load.ts";
import { type MeasuredProcess, startMeasured } from "./measured-process.ts";

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 ** 2;
const CONNECTIONS = 16;
const ROUNDS = 9;
const ROUND_SECONDS = 2;
/** Different keys, which the rounds overwrite. */
const KEYS = 500;

interface Running {
  readonly bucket: PeerBucket;
  readonly process: MeasuredProcess;
}

/**
 * Compares PUTs of this local COS with those of other local object stores, in turns, so that other work of the machine affects all of them
 * equally. The first round is a warm-up.
 *
 * @param directory a new folder for all objects
 */
export async function comparePeers(directory: string, print: (line: string) => void): Promise<void> {
  await mkdir(directory, { recursive: true });
  const running: Running[] = [];
  try {
    for (const bucket of [localCos, s3rver, azurite]) {
      const process = await startMeasured(bucket.process(folderFor(directory, bucket)));
      running.push({ bucket, process });
      await bucket.prepare(process.port);
    }
    for (const bytes of [4 * KIBIBYTE, MEBIBYTE]) {
      const rates = await loadInTurns(running, bytes);
      print(
        `PUT of ${bytes / KIBIBYTE} KiB, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${ROUND_SECONDS} s`,
      );
      for (const { bucket, process } of running) {
        const own = rates.get(bucket) ?? [];
        const ratios = (rates.get(localCos) ?? []).map((rate, round) => rate / (own[round] ?? Number.NaN));
        print(
          `  ${bucket.name.padEnd(12)}${median(own).toFixed(0).padStart(7)} requests/s` +
            `${memoryText(process)}${bucket === localCos ? "" : `   local COS / ${bucket.name}: ${median(ratios).toFixed(2)}`}`,
        );
      }
    }
  } finally {
    for (const { process } of running) await process.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function loadInTurns(running: readonly Running[], bytes: number): Promise<ReadonlyMap<PeerBucket, number[]>> {
  const rates = new Map<PeerBucket, number[]>(running.map(({ bucket }) => [bucket, []]));
  const body = Buffer.alloc(bytes, "0123456789abcdef");
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { bucket, process } of round % 2 === 0 ? running : running.toReversed()) {
      const { port } = process;
      const puts = Array.from({ length: KEYS }, (_value, index) => bucket.put(port, `${bytes}-${index}`, bytes));
      const rate = await putRepeatedly({ port, puts, body, connections: CONNECTIONS, seconds: ROUND_SECONDS });
      if (round > 0) rates.get(bucket)?.push(rate);
    }
  }
  return rates;
}

function memoryText(process: MeasuredProcess): string {
  const { residentBytes, peakBytes } = process.memory();
  return `   memory ${(residentBytes / MEBIBYTE).toFixed(0)} MiB, at its peak ${(peakBytes / MEBIBYTE).toFixed(0)} MiB`;
}
