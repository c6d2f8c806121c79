import type { DataSegment } from "./data-files.ts";
import type { StoredObject } from "./object-store.ts";

/** A stored object and the files that hold its bytes. */
export interface ObjectRecord {
  readonly object: StoredObject;
  /** One for an object that arrived in one piece, and one for each part of a multipart upload. */
  readonly segments: readonly DataSegment[];
  /** The multipart upload that the object comes from. @default none */
  readonly uploadId?: string;
}

/** The metadata of every object, in memory. */
export interface ObjectIndex {
  get(key: string): ObjectRecord | undefined;
  set(record: ObjectRecord): void;
  delete(key: string): void;
  /** All keys in UTF-8 binary order. */
  keys(): readonly string[];
}

/** Creates an index of records. It sorts the keys on demand and caches their order until a key is added or removed. */
export function createObjectIndex(records: readonly ObjectRecord[]): ObjectIndex {
  const byKey = new Map(records.map((record) => [record.object.key, record]));
  let sorted: readonly string[] | undefined;

  return {
    get: (key) => byKey.get(key),
    set(record) {
      if (!byKey.has(record.object.key)) sorted = undefined;
      byKey.set(record.object.key, record);
    },
    delete(key) {
      if (byKey.delete(key)) sorted = undefined;
    },
    keys() {
      sorted ??= sortUtf8([...byKey.keys()]);
      return sorted;
    },
  };
}

/** Compares two texts by UTF-8 bytes, for `sort`. */
export function compareUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** Sorts by UTF-8 bytes. JavaScript's own order, by UTF-16 units, puts 😀 before Ａ. */
function sortUtf8(keys: readonly string[]): readonly string[] {
  return keys
    .map((key) => Buffer.from(key))
    .sort(Buffer.compare)
    .map((bytes) => bytes.toString());
}
