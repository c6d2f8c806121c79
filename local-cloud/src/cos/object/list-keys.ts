/** What to list of a bucket. */
export interface Listing {
  readonly prefix: string;
  /** Only what comes after it is listed. */
  readonly marker: string;
  /** "" groups nothing. */
  readonly delimiter: string;
  /** How many keys and groups together. */
  readonly maxKeys: number;
}

export interface ListedKeys {
  readonly keys: readonly string[];
  /** The groups: prefixes up to and with the first delimiter after the prefix. */
  readonly commonPrefixes: readonly string[];
  /** The last key or group listed, if there is more to list. */
  readonly nextMarker: string | undefined;
}

/**
 * One page of a listing.
 *
 * @param sortedKeys in UTF-8 binary order
 * @see GET Bucket (List Objects) (436/7734)
 */
export function listKeys(sortedKeys: readonly string[], listing: Listing): ListedKeys {
  const keys: string[] = [];
  const commonPrefixes: string[] = [];
  const markerBytes = Buffer.from(listing.marker);
  let last = listing.marker;

  for (const key of sortedKeys) {
    if (!key.startsWith(listing.prefix) || Buffer.compare(Buffer.from(key), markerBytes) <= 0) continue;
    const group = groupOf(key, listing);
    if (group !== undefined && group === last) continue;
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
