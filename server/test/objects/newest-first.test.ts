import fc from "fast-check";
import { createNewestFirst, type PageStart } from "../../src/objects/newest-first.ts";
import { createObjectKeyParser } from "../../src/uploads/parse-object-key.ts";
import { createListingBucket, keyAt, LISTED_FOLDER } from "../support/listing-bucket.ts";

const FOLDER = LISTED_FOLDER;
const NOW_MS = Date.parse("2026-11-23T04:05:06Z");
const DAY_SECONDS = 86_400;

const times = (count: number, at: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => keyAt(at(index)));
const START = Date.parse("2022-01-01T00:00:00Z") / 1000;
const NOON = Date.parse("2026-11-23T03:00:00Z") / 1000;

function lister(bucket: ReturnType<typeof createListingBucket>) {
  return createNewestFirst({ cos: bucket, parseObjectKey: createObjectKeyParser("uploads"), now: () => NOW_MS });
}

/** Reads page after page to the end, or so many pages. `between` is called after the first one. */
async function readAll(
  bucket: ReturnType<typeof createListingBucket>,
  limit: number,
  { between = () => {}, pages = Number.POSITIVE_INFINITY }: { between?: () => void; pages?: number } = {},
) {
  const list = lister(bucket);
  const keys: string[] = [];
  const calls: number[] = [];
  const sizes: number[] = [];
  let next: PageStart | undefined = {};
  while (next !== undefined && calls.length < pages) {
    const page: Awaited<ReturnType<typeof list>> = await list(FOLDER, limit, next);
    keys.push(...page.uploads.map(({ key }) => key));
    calls.push(bucket.takeCalls());
    sizes.push(page.uploads.length);
    if (next.before !== undefined && next.before === page.next?.before) throw new Error("no progress");
    next = page.next;
    if (calls.length === 1) between();
  }
  return { keys, calls, sizes };
}

const newestFirst = (keys: readonly string[]) => [...keys].sort().reverse();

/** Enough pages to leave the first listing of 1,000 keys behind. */
const PAGES = 40;

test.each<[what: string, keys: () => string[], first: number, later: number]>([
  ["no upload", () => [], 2, 0],
  ["one upload", () => times(1, () => NOON), 2, 0],
  ["three uploads on three days", () => times(3, (index) => NOON - index * DAY_SECONDS), 3, 0],
  ["30 in one second", () => times(30, () => NOON), 2, 0],
  ["100 in one second", () => times(100, () => NOON), 2, 1],
  ["1,000 in one day", () => times(1_000, (index) => NOON - index * 10), 2, 1],
  ["1,000 a day for a week", () => times(7_000, (index) => NOON - Math.floor(index * 86.4)), 2, 2],
  ["67 a day for 1,500 days", () => times(100_500, (index) => START + Math.floor((index * DAY_SECONDS) / 67)), 2, 2],
  ["one a day for 1,500 days", () => times(1_500, (index) => START + index * DAY_SECONDS), 3, 2],
  ["5,000 in one day", () => times(5_000, (index) => NOON - index * 5), 12, 2],
  ["100,000 in one day", () => times(100_000, (index) => NOON - Math.floor(index / 3)), 20, 2],
  ["2,100 days, the newest years ago", () => times(2_100, (index) => START - (4 * 365 + index) * DAY_SECONDS), 10, 2],
  ["only uploads of ten years ago", () => times(500, (index) => START - 8 * 365 * DAY_SECONDS + index), 3, 2],
])("%s: newest first, none twice, none lost, and few calls a page", async (_, keysOf, first, later) => {
  const keys = keysOf();
  const { keys: read, calls } = await readAll(createListingBucket(keys), 30, { pages: PAGES });
  expect(read).toEqual(
    newestFirst(keys)
      .slice(0, 30 * PAGES)
      .slice(0, read.length),
  );
  if (calls.length < PAGES) expect(read).toHaveLength(keys.length);
  const [firstCalls = 0, ...laterCalls] = calls;
  expect(firstCalls).toBeLessThanOrEqual(first);
  expect(Math.max(0, ...laterCalls)).toBeLessThanOrEqual(later);
});

test("any uploads at any times, on pages of any size", async () => {
  const clustered = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 2_000 * DAY_SECONDS }),
      fc.integer({ min: 1, max: 1_100 }),
      fc.integer({ min: 0, max: 100 }),
    ),
    { maxLength: 4 },
  );
  await fc.assert(
    fc.asyncProperty(clustered, fc.integer({ min: 20, max: 100 }), async (clusters, limit) => {
      const keys = clusters.flatMap(([ago, count, step]) => times(count, (index) => NOON - ago - index * step));
      const { keys: read } = await readAll(createListingBucket(keys), limit);
      expect(read).toEqual(newestFirst(keys));
    }),
    { numRuns: 8 },
  );
});

test("an upload that was stored three days after it began is listed by the time in its key", async () => {
  const keys = times(40, (index) => NOON - index * 3600);
  const bucket = createListingBucket(keys);
  const late = keyAt(NOON - 30 * 3600 + 1);
  const { keys: read } = await readAll(bucket, 10, { between: () => bucket.add(late) });
  expect(read).toEqual(newestFirst([...keys, late]));
});

test("uploads and deletions between two pages repeat nothing and lose nothing else", async () => {
  const keys = times(200, (index) => NOON - index * 60);
  const bucket = createListingBucket(keys);
  const sorted = newestFirst(keys);
  const { keys: read } = await readAll(bucket, 30, {
    between() {
      bucket.add(keyAt(NOON + 5));
      for (const key of [sorted[29], sorted[30], sorted[31]]) bucket.remove(key ?? "");
    },
  });
  expect(read).toEqual(sorted.filter((_, index) => index !== 30 && index !== 31));
});

test("a whole day that is deleted between two pages is skipped", async () => {
  const today = times(30, (index) => NOON - index);
  const yesterday = times(30, (index) => NOON - DAY_SECONDS - index);
  const before = times(30, (index) => NOON - 2 * DAY_SECONDS - index);
  const bucket = createListingBucket([...today, ...yesterday, ...before]);
  const { keys: read } = await readAll(bucket, 30, { between: () => yesterday.forEach(bucket.remove) });
  expect(read).toEqual(newestFirst([...today, ...before]));
});

test("one upload more than COS lists in a call, all in one second, on the smallest page", async () => {
  const keys = times(1_001, () => NOON);
  const { keys: read } = await readAll(createListingBucket(keys), 1, { pages: 3 });
  expect(read).toEqual(newestFirst(keys).slice(0, 3));
});

test("a thousand days of which the newest is ahead of the server's clock", async () => {
  const keys = times(1_010, (index) => NOON + (2 - index) * DAY_SECONDS);
  const { keys: read } = await readAll(createListingBucket(keys), 30, { pages: 2 });
  expect(read).toEqual(newestFirst(keys).slice(0, 60));
});

test("a time zone a day ahead of the server's clock loses nothing", async () => {
  const keys = [keyAt(NOW_MS / 1000 + 26 * 3600), keyAt(NOW_MS / 1000)];
  expect((await readAll(createListingBucket(keys), 1)).keys).toEqual(newestFirst(keys));
});

test("objects that this server has not made are left out", async () => {
  const own = times(3, (index) => NOON - index);
  const foreign = [
    `${FOLDER}20261123/readme.txt`,
    `${FOLDER}readme.txt`,
    `${FOLDER}20261201/x.txt`,
    `${FOLDER}zz/x.jpg`,
  ];
  const others = [keyAt(NOON, "uploads/li2/"), keyAt(NOON, "uploads/l/"), keyAt(NOON, "uploads/")];
  const { keys: read } = await readAll(createListingBucket([...own, ...foreign, ...others]), 30);
  expect(read).toEqual(newestFirst(own));
});

test("a folder whose name is a day has its own uploads only, and none of that day without a login", async () => {
  const folder = "uploads/20261123/";
  const own = [keyAt(NOON, folder), keyAt(NOON - DAY_SECONDS, folder)];
  const bucket = createListingBucket([...own, ...times(3, () => NOON).map((key) => key.replace(FOLDER, "uploads/"))]);
  const { uploads } = await lister(bucket)(folder, 30, {});
  expect(uploads.map(({ key }) => key)).toEqual(newestFirst(own));
});

test.each([
  "20261301",
  "20260230",
  "20269999",
  "00000000",
  "99999999",
  "99991231",
])("a folder %s, which this server has not made, hides no upload", async (folder) => {
  const own = times(3, (index) => NOON - index * DAY_SECONDS);
  const bucket = createListingBucket([...own, `${FOLDER}${folder}/readme.txt`]);
  expect((await readAll(bucket, 2)).keys).toEqual(newestFirst(own));
});

test("days with foreign objects only are skipped, a few for each page", async () => {
  const own = times(2, () => NOON - 200 * DAY_SECONDS);
  const foreign = Array.from({ length: 100 }, (_, index) => {
    const day = new Date((NOON - index * DAY_SECONDS) * 1000).toISOString().replace(/\D/g, "").slice(0, 8);
    return Array.from({ length: 40 }, (_, file) => `${FOLDER}${day}/${file}.txt`);
  }).flat();
  const { keys: read, calls } = await readAll(createListingBucket([...own, ...foreign]), 30);
  expect(read).toEqual(newestFirst(own));
  expect(Math.max(...calls)).toBeLessThanOrEqual(10);
});
