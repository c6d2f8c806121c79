import type { StoredObject } from "./object-store.ts";

/** A stored object and the file that holds its bytes. */
export interface ObjectRecord {
  readonly object: StoredObject;
  /** Name within the store's folder of data. */
  readonly dataFile: string;
}

/** Every object's metadata in memory. */
export interface ObjectIndex {
  get(key: string): ObjectRecord | undefined;
  set(record: ObjectRecord): void;
  delete(key: string): void;
  /** All keys in UTF-8 binary order. */
  keys(): readonly string[];
}

/** Makes an index of records. The order is worked out when it is asked for, and kept until a key comes or goes. */
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

/** JavaScript compares UTF-16 units, which puts 😀 before Ａ; the bytes of UTF-8 don't. */
function sortUtf8(keys: readonly string[]): readonly string[] {
  return keys
    .map((key) => Buffer.from(key))
    .sort(Buffer.compare)
    .map((bytes) => bytes.toString());
}
