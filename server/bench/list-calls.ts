import { createNewestFirst, type PageStart } from "../src/objects/newest-first.ts";
import { createObjectKeyParser } from "../src/uploads/parse-object-key.ts";
import { createListingBucket, keyAt, LISTED_FOLDER } from "../test/support/listing-bucket.ts";

const NOW_MS = Date.parse("2026-11-23T04:05:06Z");
const NOW_SECONDS = NOW_MS / 1000 - 3_600;
const DAY_SECONDS = 86_400;
const PAGE = 30;

/** Uploads of one user: how many, and how many seconds ago each. */
const CASES: ReadonlyArray<readonly [what: string, count: number, ago: (index: number) => number]> = [
  ["1,000 in one day", 1_000, (index) => index * 10],
  ["100,500 over 1,500 days", 100_500, (index) => Math.floor((index * DAY_SECONDS) / 67)],
  ["1,500 over 1,500 days", 1_500, (index) => index * DAY_SECONDS],
  ["100,000 in one day", 100_000, (index) => Math.floor(index / 3)],
];

/** Prints how many calls of COS the pages of `GET /uploads` take, when a client reads all of them. */
export async function measureListCalls(): Promise<void> {
  for (const [what, count, ago] of CASES) {
    const keys = Array.from({ length: count }, (_, index) => keyAt(NOW_SECONDS - ago(index)));
    const [first = 0, ...later] = await readAll(keys);
    const mean = (first + later.reduce((sum, calls) => sum + calls, 0)) / (later.length + 1);
    process.stdout.write(
      `${what}: ${later.length + 1} pages of ${PAGE}; calls of the first page ${first}, of a later page at most ${Math.max(...later)}, mean ${mean.toFixed(2)}\n`,
    );
  }
}

/** The number of calls of each page. @throws {Error} if an upload is lost or read twice */
async function readAll(keys: readonly string[]): Promise<number[]> {
  const bucket = createListingBucket(keys);
  const list = createNewestFirst({ cos: bucket, parseObjectKey: createObjectKeyParser("uploads"), now: () => NOW_MS });
  const calls: number[] = [];
  const read: string[] = [];
  for (let next: PageStart | undefined = {}; next !== undefined; ) {
    const page: Awaited<ReturnType<typeof list>> = await list(LISTED_FOLDER, PAGE, next);
    read.push(...page.uploads.map(({ key }) => key));
    calls.push(bucket.takeCalls());
    next = page.next;
  }
  if (read.join() !== [...keys].sort().reverse().join()) throw new Error("the pages do not have every upload once");
  return calls;
}
