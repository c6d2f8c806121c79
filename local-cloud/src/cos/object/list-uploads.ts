import { compareKeys } from "./compare-keys.ts";

/** Which uploads to list. */
export interface UploadListing {
  readonly prefix: string;
  /** "" groups nothing. */
  readonly delimiter: string;
  /** The listing starts after this key. */
  readonly keyMarker: string;
  /** With a key marker, the listing includes the uploads of that key whose id is greater than this one. "" includes none of them. */
  readonly uploadIdMarker: string;
  /** Largest number of uploads and groups together. */
  readonly maxUploads: number;
}

/** The name of an upload. */
export interface ListedUpload {
  readonly key: string;
  readonly id: string;
}

/** One page of a listing of uploads. */
export interface UploadPage<T extends ListedUpload> {
  readonly uploads: readonly T[];
  /** The groups: each key's beginning, up to and including the first delimiter after the prefix. */
  readonly commonPrefixes: readonly string[];
  /** Where the next page starts. Undefined on the last page. */
  readonly next: { readonly keyMarker: string; readonly uploadIdMarker: string } | undefined;
}

/**
 * Lists one page of uploads.
 *
 * @param sortedUploads by key in UTF-8 binary order, then by id
 * @see List Multipart Uploads (436/7736)
 */
export function listUploads<T extends ListedUpload>(
  sortedUploads: readonly T[],
  listing: UploadListing,
): UploadPage<T> {
  const uploads: T[] = [];
  const commonPrefixes: string[] = [];
  let last = { keyMarker: listing.keyMarker, uploadIdMarker: "" };

  for (const upload of sortedUploads) {
    if (!upload.key.startsWith(listing.prefix) || !isAfterMarker(upload, listing)) continue;
    const group = groupOf(upload.key, listing);
    if (group !== undefined && group === last.keyMarker) continue;
    if (uploads.length + commonPrefixes.length === listing.maxUploads) return { uploads, commonPrefixes, next: last };
    if (group === undefined) uploads.push(upload);
    else commonPrefixes.push(group);
    last = group === undefined ? markerOf(upload) : { keyMarker: group, uploadIdMarker: "" };
  }
  return { uploads, commonPrefixes, next: undefined };
}

function isAfterMarker({ key, id }: ListedUpload, { keyMarker, uploadIdMarker }: UploadListing): boolean {
  if (keyMarker === "") return true;
  if (key === keyMarker) return uploadIdMarker !== "" && id > uploadIdMarker;
  return compareKeys(key, keyMarker) > 0;
}

function markerOf({ key, id }: ListedUpload): { keyMarker: string; uploadIdMarker: string } {
  return { keyMarker: key, uploadIdMarker: id };
}

function groupOf(key: string, { prefix, delimiter }: UploadListing): string | undefined {
  const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
