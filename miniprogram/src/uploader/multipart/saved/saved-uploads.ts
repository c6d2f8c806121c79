import type { Platform } from "../../platform";
import { describe } from "../../platform-values";
import { readUpload, type SavedUpload, writeUpload } from "./saved-upload";
import { createTimedStorage } from "./timed-storage";

/** The uploads that can be continued: those of this uploader's life in memory, and those of earlier ones in the phone's storage. */
export interface SavedUploads {
  /** Those that fit and that nobody works on, the latest first. Never rejects. */
  find(fits: (upload: SavedUpload) => boolean): Promise<SavedUpload[]>;
  /**
   * Reserves an upload for one task, because two tasks with the same file must not send the same parts. Returns false if another task has
   * it.
   */
  claim(upload: SavedUpload): boolean;
  release(upload: SavedUpload): void;
  /** Saves what has changed. Never rejects: without storage, the upload cannot be continued in another life, and nothing else. */
  save(upload: SavedUpload): Promise<void>;
  forget(upload: SavedUpload): Promise<void>;
}

/** Each upload has a storage key of its own, so that a change writes a few kilobytes: a checksum for each of at most 1,000 parts. */
const MOST_UPLOADS = 20;
const keyOf = (slot: number) => `wx-cos-uploader/unfinished/${slot}`;

/** The upload tokens that a task works on, and the slots of new ones, of all uploaders of the program: they share the storage. */
const claimed = new Set<string>();
const reserved = new Set<number>();

/** An upload, and where it is. */
interface Entry {
  upload: SavedUpload;
  slot: number | undefined;
  /** The last write, or the one under way: they must not overtake each other. */
  written: Promise<void>;
}

/** @param warn called once, when the storage fails */
export function createSavedUploads(platform: Platform, warn: (message: string) => void): SavedUploads {
  const storage = platform.storage && createTimedStorage(platform, platform.storage);
  const entries = new Map<string, Entry>();
  /** Uploads that a late write must not save again. */
  const forgotten = new WeakSet<SavedUpload>();
  let isBroken = storage === undefined;

  /** Makes a call to the storage, unless it has failed before: one that never calls back would hold up every part. */
  async function attempt<Result>(call: () => Promise<Result> | undefined): Promise<Result | undefined> {
    if (isBroken) return undefined;
    try {
      return await call();
    } catch (cause) {
      if (!isBroken) warn(`The storage fails, so large files cannot be resumed after a restart: ${describe(cause)}`);
      isBroken = true;
      return undefined;
    }
  }

  /** What each slot holds. */
  function readSlots(): Promise<(SavedUpload | undefined)[]> {
    const slots = Array.from({ length: MOST_UPLOADS }, async (_, slot) => {
      const text = await attempt(() => storage?.get(keyOf(slot)));
      return text === undefined ? undefined : readUpload(text);
    });
    return Promise.all(slots);
  }

  /** A free slot, or that of the oldest upload that nobody works on. */
  async function reserveSlot(): Promise<number | undefined> {
    const slots = await readSlots();
    const [first] = slots
      .map((upload, slot) => ({ slot, upload, startedAtMs: upload?.startedAtMs ?? -1 }))
      .filter(({ slot, upload }) => !reserved.has(slot) && !(upload && claimed.has(upload.uploadToken)))
      .sort((left, right) => left.startedAtMs - right.startedAtMs);
    if (first !== undefined) reserved.add(first.slot);
    return first?.slot;
  }

  async function write(entry: Entry): Promise<void> {
    if (isBroken || forgotten.has(entry.upload)) return;
    entry.slot ??= await reserveSlot();
    const { slot, upload } = entry;
    if (slot !== undefined) await attempt(() => storage?.set(keyOf(slot), writeUpload(upload)));
  }

  async function erase({ slot, upload }: Entry): Promise<void> {
    if (slot !== undefined) {
      // Also after a failure: a full storage can still remove.
      await storage?.remove(keyOf(slot)).catch(() => {});
      reserved.delete(slot);
    }
    entries.delete(upload.uploadToken);
  }

  function entryOf(upload: SavedUpload): Entry {
    const known = entries.get(upload.uploadToken);
    if (known !== undefined) return known;
    const entry: Entry = { upload, slot: undefined, written: Promise.resolve() };
    entries.set(upload.uploadToken, entry);
    return entry;
  }

  /** Reads again what nobody works on, because another uploader may have continued it. */
  async function load(): Promise<void> {
    const slots = await readSlots();
    if (isBroken) return;
    for (const [token, { slot }] of entries) {
      if (slot !== undefined && !claimed.has(token)) entries.delete(token);
    }
    for (const [slot, upload] of slots.entries()) {
      if (upload !== undefined && !claimed.has(upload.uploadToken)) entryOf(upload).slot = slot;
    }
  }

  return {
    async find(fits) {
      await load();
      return [...entries.values()]
        .map(({ upload }) => upload)
        .filter((upload) => !forgotten.has(upload) && !claimed.has(upload.uploadToken) && fits(upload))
        .sort((left, right) => right.startedAtMs - left.startedAtMs);
    },
    claim({ uploadToken }) {
      if (claimed.has(uploadToken)) return false;
      claimed.add(uploadToken);
      return true;
    },
    release(upload) {
      claimed.delete(upload.uploadToken);
      const slot = entries.get(upload.uploadToken)?.slot;
      if (slot !== undefined) reserved.delete(slot);
    },
    save(upload) {
      const entry = entryOf(upload);
      entry.written = entry.written.then(() => write(entry));
      return entry.written;
    },
    forget(upload) {
      const entry = entryOf(upload);
      forgotten.add(upload);
      entry.written = entry.written.then(() => erase(entry));
      return entry.written;
    },
  };
}
