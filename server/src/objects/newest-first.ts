import { type ListedObject, MAX_LISTED, type ObjectCalls } from "../cos/object-calls.ts";
import type { ParsedObjectKey, ParseObjectKey } from "../uploads/parse-object-key.ts";
import { addDays, dayOf, isDay, type Position, positionOf, startOf, startOfDay } from "./timeline.ts";

/** An upload in a listing. */
export interface FoundUpload extends ListedObject {
  readonly parsed: ParsedObjectKey;
}

/** Where a page begins: after the page before it. */
export interface PageStart {
  /** The last key of the page before; this page has older ones. @default the newest uploads */
  readonly before?: string | undefined;
  /** Where the listing of the page before began. It has uploads of this page too. @default unknown */
  readonly from?: Position | undefined;
}

export interface NewestFirstPage {
  /** Newest first. */
  readonly uploads: readonly FoundUpload[];
  /** `undefined` on the last page. */
  readonly next: PageStart | undefined;
}

export interface NewestFirstOptions {
  readonly cos: Pick<ObjectCalls, "listObjects">;
  readonly parseObjectKey: ParseObjectKey;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Returns one page of the uploads in a folder, newest first.
 *
 * @param folder the user's folder, with a slash at the end
 * @throws {CosCallError}
 */
export type ListNewestFirst = (folder: string, limit: number, start: PageStart) => Promise<NewestFirstPage>;

/** The uploads of one listing, oldest first: all of them from a position up to the end of the page before. */
interface Stretch {
  readonly from: Position;
  readonly uploads: readonly FoundUpload[];
  /** How many objects COS listed, those after the end included. */
  readonly listed: number;
}

/** A listing that ended at its 1,000th object, before the end of the stretch. */
interface CutOff {
  /** The stretch has to begin after this. */
  readonly tooEarly: Position;
}

/** So many uploads the next stretch should have: few enough that COS lists them in one call, if their density doubles too. */
const WANTED = MAX_LISTED / 2;
/** Halving a day's positions down to one takes 33 steps. */
const MAX_STEPS = 40;
/** So many days without an upload of this server are skipped for one page. */
const MAX_EMPTY_DAYS = 3;

/**
 * Creates a {@link ListNewestFirst}. COS lists in ascending order only, 1,000 keys a call, so it looks for a place in the timeline from which
 * one call reaches the end of the page before.
 *
 * Most pages take one call, because a listing serves the pages after it too. The first page takes two calls: the days, then the newest day.
 * A third call fills up the page if that day has few uploads. A day of more than 1,000 uploads is searched by halving it.
 */
export function createNewestFirst({ cos, parseObjectKey, now }: NewestFirstOptions): ListNewestFirst {
  return async (folder, limit, { before, from }) => {
    const known = from === undefined ? undefined : await list(folder, from, before);
    if (known !== undefined && "uploads" in known && known.uploads.length > 0) return toPage(known, limit);

    const days = await daysBefore(folder, before);
    let skippedDay = "";
    for (let skipped = 0; skipped < MAX_EMPTY_DAYS; skipped += 1) {
      const day = days.pop();
      if (day === undefined) return { uploads: [], next: undefined };
      const stretch = await newestOfDay(folder, limit, day, days.length === 0, before);
      if (stretch.uploads.length >= limit) return toPage(stretch, limit);
      const longer = stretch.from === 0 ? stretch : await withEarlierDays(folder, limit, stretch, days, before);
      if (longer.uploads.length > 0) return toPage(longer, limit);
      skippedDay = day;
    }
    return { uploads: [], next: { before: folder + skippedDay } };
  };

  async function list(folder: string, from: Position, before: string | undefined): Promise<Stretch | CutOff> {
    const { objects, isTruncated } = await cos.listObjects({ prefix: folder, marker: folder + startOf(from) });
    const last = objects.at(-1);
    if (isTruncated && last !== undefined && (before === undefined || last.key < before)) {
      return { tooEarly: Math.max(from, placeOf(folder, last.key) - 1) };
    }
    const uploads = objects.flatMap((object) => {
      const parsed = before !== undefined && object.key >= before ? undefined : parseIn(folder, object.key);
      return parsed === undefined ? [] : [{ ...object, parsed }];
    });
    return { from, uploads, listed: objects.length };
  }

  /** @param isOldest no earlier day is known: the listing then begins at the beginning, because days before the known ones may exist */
  async function newestOfDay(
    folder: string,
    limit: number,
    day: string,
    isOldest: boolean,
    before: string | undefined,
  ): Promise<Stretch> {
    const first = await list(folder, isOldest ? 0 : startOfDay(day), before);
    return "uploads" in first ? first : halve(folder, limit, before, first.tooEarly, endOfDay(folder, day, before));
  }

  /** Finds a place between two others from which one listing reaches the end, and has enough uploads. */
  async function halve(
    folder: string,
    limit: number,
    before: string | undefined,
    tooEarly: Position,
    tooLate: Position,
  ): Promise<Stretch> {
    let best: Stretch | undefined;
    let [low, high] = [tooEarly, tooLate];
    for (let step = 0; step < MAX_STEPS && high - low > 1; step += 1) {
      const middle = Math.floor((low + high) / 2);
      const stretch = await list(folder, middle, before);
      if ("tooEarly" in stretch) low = stretch.tooEarly;
      else if (stretch.uploads.length >= limit) return stretch;
      else {
        high = middle;
        best = stretch;
      }
    }
    // More than 1,000 keys would have to share a second and 16 random bits.
    if (best === undefined || best.uploads.length === 0) throw new Error(`no page of ${folder} can be found`);
    return best;
  }

  /** Adds as many days before the first one as fill the page by the density of the first, if COS can list them in one call. */
  async function withEarlierDays(
    folder: string,
    limit: number,
    stretch: Stretch,
    earlierDays: readonly string[],
    before: string | undefined,
  ): Promise<Stretch> {
    const missing = limit - stretch.uploads.length;
    // One day more than the density of this day needs: the earlier days may have fewer uploads.
    const count = Math.ceil(missing / Math.max(1, stretch.listed)) + 1;
    const day = earlierDays.at(-count);
    const longer = await list(folder, day === undefined ? 0 : startOfDay(day), before);
    return "uploads" in longer ? longer : stretch;
  }

  /** The newest days with uploads, up to that of `before`, oldest first. They are not complete, but the newest is among them. */
  async function daysBefore(folder: string, before: string | undefined): Promise<string[]> {
    // Keys can be dated in a time zone that is a day ahead of this clock's.
    const newest = before === undefined ? addDays(dayOf(now()), 2) : dayIn(folder, before);
    const isWanted = (day: string) => before === undefined || folder + day < before;
    const window = MAX_LISTED - 2;
    let oldest = addDays(newest, -window);
    const recent = await listDays(folder, oldest);
    if (recent.days.some(isWanted)) return recent.days.filter(isWanted);
    const all = await listDays(folder, undefined);
    if (!all.isTruncated) return all.days.filter(isWanted);
    while (oldest > (all.days[0] ?? oldest)) {
      oldest = addDays(oldest, -window);
      const days = (await listDays(folder, oldest)).days.filter(isWanted);
      if (days.length > 0) return days;
    }
    return [];
  }

  async function listDays(folder: string, after: string | undefined) {
    const marker = after === undefined ? {} : { marker: folder + after };
    const { folders, isTruncated } = await cos.listObjects({ prefix: folder, delimiter: "/", ...marker });
    const days = folders.map((path) => path.slice(folder.length, -1)).filter(isDay);
    return { days, isTruncated };
  }

  /** The position of a key, also of one that this server has not made. */
  function placeOf(folder: string, key: string): Position {
    return parseIn(folder, key) === undefined ? 0 : positionOf(fileNameOf(key));
  }

  /** If the folder is named like a day, the keys of that day without a folder begin like its own. */
  function parseIn(folder: string, key: string): ParsedObjectKey | undefined {
    const parsed = parseObjectKey(key);
    return parsed !== undefined && key.startsWith(`${folder}${parsed.day}/`) ? parsed : undefined;
  }
}

/** A stretch from position 0 has all older uploads too. */
function toPage({ from, uploads }: Stretch, limit: number): NewestFirstPage {
  const page = uploads.slice(-limit).reverse();
  const before = page.at(-1)?.key;
  const left = uploads.length - page.length;
  if (left === 0) return { uploads: page, next: from === 0 ? undefined : { before } };
  return { uploads: page, next: { before, from: left > limit ? from : Math.min(from, fartherBack(uploads, left)) } };
}

/** Where the stretch after this one should begin, by the density of this one, if only its first uploads are left. */
function fartherBack(uploads: readonly FoundUpload[], left: number): Position {
  const positions = [uploads[0], uploads[left], uploads.at(-1)].map((upload) =>
    positionOf(fileNameOf(upload?.key ?? "")),
  );
  const [oldest = 0, end = 0, newest = 0] = positions;
  return Math.max(0, Math.floor(end - ((newest - oldest) * WANTED) / uploads.length));
}

function endOfDay(folder: string, day: string, before: string | undefined): Position {
  if (before?.startsWith(`${folder}${day}/`)) return positionOf(fileNameOf(before)) + 1;
  return startOfDay(addDays(day, 1));
}

function dayIn(folder: string, key: string): string {
  return key.slice(folder.length, folder.length + 8);
}

function fileNameOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}
