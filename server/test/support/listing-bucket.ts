import { MAX_LISTED, type ObjectListing, type ObjectPage } from "../../src/cos/object-calls.ts";

/** The folder of {@link keyAt}. */
export const LISTED_FOLDER = "uploads/li/";

/** A bucket that lists as COS does: ascending, 1,000 a page, folders in place of the objects in them. It counts the calls. */
export function createListingBucket(keys: readonly string[]) {
  let sorted = [...keys].sort();
  let calls = 0;
  async function listObjects({ prefix, marker = "", delimiter }: ObjectListing): Promise<ObjectPage> {
    calls += 1;
    const objects: string[] = [];
    const folders: string[] = [];
    let index = Math.max(firstAfter(marker), firstAfter(prefix));
    for (; objects.length + folders.length < MAX_LISTED && (sorted[index] ?? "").startsWith(prefix); ) {
      const key = sorted[index] ?? "";
      const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      if (end < 0) {
        objects.push(key);
        index += 1;
        continue;
      }
      const folder = key.slice(0, end + 1);
      folders.push(folder);
      // "0" is the character after "/".
      index = firstAfter(`${folder.slice(0, -1)}0`);
    }
    return {
      objects: objects.map((key) => ({ key, bytes: 1, lastModifiedMs: 0 })),
      folders,
      isTruncated: (sorted[index] ?? "").startsWith(prefix),
    };
  }
  /** The first key after a text, by halving. */
  function firstAfter(text: string): number {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? "") > text) high = middle;
      else low = middle + 1;
    }
    return low;
  }
  return {
    listObjects,
    takeCalls() {
      const counted = calls;
      calls = 0;
      return counted;
    },
    add(key: string) {
      sorted = [...sorted, key].sort();
    },
    remove(key: string) {
      sorted = sorted.filter((other) => other !== key);
    },
  };
}

let serial = 0;
/** A key at a time, with random digits that are all different. */
export function keyAt(seconds: number, folder = LISTED_FOLDER): string {
  serial = (serial + 0x9e3779b1) % 2 ** 32;
  const digits = new Date(seconds * 1000).toISOString().replace(/\D/g, "").slice(0, 14);
  return `${folder}${digits.slice(0, 8)}/${digits}-${serial.toString(16).padStart(8, "0").repeat(4)}.jpg`;
}
