import { compareKeys, positionOf } from "../../object/compare-keys.ts";
import type { ObjectRecord } from "../metadata-file.ts";
import { type IndexEntry, parseRecordText } from "./record-text.ts";

/** The metadata of every object, in memory. */
export interface ObjectIndex {
  get(key: string): ObjectRecord | undefined;
  set(record: ObjectRecord): void;
  delete(key: string): void;
  /** All keys in UTF-8 binary order. The list changes with the index. */
  keys(): readonly string[];
}

/**
 * Creates an index of records. It keeps the keys sorted: a new key moves the later ones, which takes microseconds for 100,000 keys.
 *
 * @param entries the records by key. The index keeps this map and changes it
 */
export function createObjectIndex(entries: Map<string, IndexEntry>): ObjectIndex {
  const sorted = sortKeys([...entries.keys()]);

  return {
    get(key) {
      const entry = entries.get(key);
      if (typeof entry !== "string") return entry;
      const record = parseRecordText(entry);
      entries.set(key, record);
      return record;
    },
    set(record) {
      const { key } = record.object;
      if (!entries.has(key)) sorted.splice(positionOf(sorted, key), 0, key);
      entries.set(key, record);
    },
    delete(key) {
      if (entries.delete(key)) sorted.splice(positionOf(sorted, key), 1);
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
