import { compareKeys, positionOf } from "./compare-keys.ts";

/** Which keys to list. */
export interface Listing {
  readonly prefix: string;
  /** The listing starts after this key. */
  readonly marker: string;
  /** "" groups nothing. */
  readonly delimiter: string;
  /** Largest number of keys and groups together. */
  readonly maxKeys: number;
}

/** One page of a listing. */
export interface ListedKeys {
  readonly keys: readonly string[];
  /** The groups: each key's beginning, up to and including the first delimiter after the prefix. */
  readonly commonPrefixes: readonly string[];
  /** The last key or group on this page if there are further pages, otherwise undefined. */
  readonly nextMarker: string | undefined;
}

/**
 * Lists one page of keys.
 *
 * @param sortedKeys in UTF-8 binary order
 * @see GET Bucket (List Objects) (436/7734)
 */
export function listKeys(sortedKeys: readonly string[], listing: Listing): ListedKeys {
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  const { prefix, marker } = listing;
  let last = marker;

  for (let at = positionOf(sortedKeys, compareKeys(marker, prefix) > 0 ? marker : prefix); ; at += 1) {
    const key = sortedKeys[at];
    // All keys with the prefix are next to each other.
    if (key === undefined || !key.startsWith(prefix)) break;
    if (key === marker) continue;
    const group = groupOf(key, listing);
    if (group !== undefined && group === last) continue;
    // Without room for a key there is no marker that a next page could start from.
    if (listing.maxKeys === 0) break;
    if (keys.length + commonPrefixes.length === listing.maxKeys) {
      return { keys, commonPrefixes, nextMarker: last };
    }
    if (group === undefined) keys.push(key);
    else commonPrefixes.push(group);
    last = group ?? key;
  }
  return { keys, commonPrefixes, nextMarker: undefined };
}

function groupOf(key: string, { prefix, delimiter }: Listing): string | undefined {
  const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
