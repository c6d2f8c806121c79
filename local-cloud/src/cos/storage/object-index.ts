import { compareKeys, positionOf } from "../object/compare-keys.ts";
import type { DataSegment } from "./data-files.ts";
import type { StoredObject } from "./object-store.ts";

/** A stored object and the files that hold its bytes. */
export interface ObjectRecord {
  readonly object: StoredObject;
  /** One for an object that arrived in one piece, and one for each part of a multipart upload. */
  readonly segments: readonly DataSegment[];
}

/** The metadata of every object, in memory. */
export interface ObjectIndex {
  get(key: string): ObjectRecord | undefined;
  set(record: ObjectRecord): void;
  delete(key: string): void;
  /** All keys in UTF-8 binary order. The list changes with the index. */
  keys(): readonly string[];
}

/** A record that is parsed when it is first needed. Parsing 100,000 records takes longer than a start may take. */
export interface IndexEntry {
  readonly key: string;
  /** The names of its segments' files. */
  readonly dataFiles: readonly string[];
  readonly load: () => ObjectRecord;
}

/** Creates an index of records. It keeps the keys sorted: a new key moves the later ones, which takes microseconds for 100,000 keys. */
export function createObjectIndex(entries: readonly IndexEntry[]): ObjectIndex {
  const byKey = new Map<string, ObjectRecord | IndexEntry["load"]>(entries.map(({ key, load }) => [key, load]));
  const sorted = sortKeys([...byKey.keys()]);

  return {
    get(key) {
      const found = byKey.get(key);
      if (typeof found !== "function") return found;
      const record = found();
      byKey.set(key, record);
      return record;
    },
    set(record) {
      const { key } = record.object;
      if (!byKey.has(key)) sorted.splice(positionOf(sorted, key), 0, key);
      byKey.set(key, record);
    },
    delete(key) {
      if (byKey.delete(key)) sorted.splice(positionOf(sorted, key), 1);
    },
    keys: () => sorted,
  };
}

/** Characters that JavaScript's own order puts elsewhere than UTF-8 does. */
const IN_ANOTHER_ORDER = /[\ud800-\uffff]/;

/** Sorts keys in place. JavaScript's own order is several times as fast. */
function sortKeys(keys: string[]): string[] {
  return keys.some((key) => IN_ANOTHER_ORDER.test(key)) ? keys.sort(compareKeys) : keys.sort();
}
