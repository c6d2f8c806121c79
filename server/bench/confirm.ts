import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { listen } from "@wx-cos-upload/node-kit";
import { fixedCredentials } from "../src/credentials/credential-provider.ts";
import { stopServer } from "../src/http/graceful-stop.ts";
import { createCosStoredObjects } from "../src/objects/create-cos-stored-objects.ts";
import { keyAt } from "../test/support/listing-bucket.ts";
import { median } from "./statistics.ts";

/** What a HEAD takes. */
const ROUND_TRIP_MS = 50;

const ROUNDS = 20;

/**
 * Prints how long `POST /uploads/confirm` waits for a COS that responds after 50 ms: for one key, for 20 keys, as a ratio, and for a
 * thousand requests at once.
 */
export async function measureConfirm(): Promise<void> {
  let inProgress = 0;
  let mostInProgress = 0;
  const cos = createServer(async (_request, response) => {
    inProgress += 1;
    mostInProgress = Math.max(mostInProgress, inProgress);
    await wait(ROUND_TRIP_MS);
    inProgress -= 1;
    response.writeHead(200, { "Content-Type": "image/jpeg", "Content-Length": "1000", ETag: '"etag"' }).end();
  });
  const { url } = await listen(cos, { host: "127.0.0.1", port: 0, name: "the bench's COS", advice: "" });
  const credentials = fixedCredentials({ secretId: "AKIDbench", secretKey: "the-secret-key-of-the-bench" });
  const objects = createCosStoredObjects({
    bucket: "examplebucket-1250000000",
    region: "ap-guangzhou",
    scheme: "http",
    host: new URL(url).host,
    serviceCredentials: credentials,
    readingCredentials: credentials,
    cursorKeys: ["a cursor key of the bench, of nothing else"],
  });

  async function measure(keyCount: number): Promise<number> {
    const keys = Array.from({ length: keyCount }, (_, second) => keyAt(1_795_000_000 + second));
    const startMs = performance.now();
    const uploads = await objects.confirm(keys, "li");
    if (!uploads.every(({ status }) => status === "stored")) throw new Error("not every upload is stored");
    return performance.now() - startMs;
  }

  const [one, twenty]: [number[], number[]] = [[], []];
  // The first round opens the connections.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [oneMs, twentyMs] = [await measure(1), await measure(20)];
    if (round === 0) continue;
    one.push(oneMs);
    twenty.push(twentyMs);
  }
  const ratio = median(twenty) / median(one);
  print(
    `a HEAD takes ${ROUND_TRIP_MS} ms; confirm of 1 key ${median(one).toFixed(1)} ms, of 20 keys ${ratio.toFixed(2)} times as long`,
  );
  mostInProgress = 0;
  const all = await Promise.all(Array.from({ length: 1_000 }, () => measure(1)));
  print(
    `1,000 confirms of 1 key at once: all stored, the last after ${(Math.max(...all) / 1000).toFixed(1)} s, at most ${mostInProgress} HEADs in progress`,
  );
  await stopServer(cos, 0);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
