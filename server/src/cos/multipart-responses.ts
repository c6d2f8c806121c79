import type { NameValues } from "@wx-cos-upload/cos-signature";
import { decodeName, parseCrc64, parseDate, parseWholeNumber, withoutQuotes } from "./fields.ts";
import { childrenOf, textOf, type XmlElement } from "./xml.ts";

/** A multipart upload on COS. */
export interface UploadOnCos {
  /** Object key. */
  readonly key: string;
  readonly uploadId: string;
}

/** A part that COS holds. */
export interface HeldPart {
  readonly partNumber: number;
  readonly bytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** Unix milliseconds; NaN if COS did not report a date. */
  readonly lastModifiedMs: number;
}

/** An unfinished upload in a listing. */
export interface UnfinishedUpload extends UploadOnCos {
  /** Unix milliseconds; NaN if COS did not report a date. */
  readonly initiatedMs: number;
}

/** An object as HEAD reports it. */
export interface ObjectOnCos {
  readonly bytes: number;
  readonly contentType: string;
  /** Without quotes. */
  readonly etag: string;
  readonly crc64: string | undefined;
  /** Unix milliseconds; NaN if COS did not report a date. */
  readonly lastModifiedMs: number;
}

/** Returns the text of a field. @throws {Error} for an empty one */
export function requireField(element: XmlElement, name: string): string {
  const text = textOf(element, name);
  if (text === "") throw new Error(`the response has no ${name}`);
  return text;
}

/** Reads a page of List Parts. `next` is the marker of the next page; `undefined` on the last one. @throws {RangeError} */
export function readPageOfParts(root: XmlElement) {
  const listed = childrenOf(root, "Part").map(toPart);
  const isTruncated = textOf(root, "IsTruncated") === "true";
  return { listed, next: isTruncated ? parseWholeNumber(textOf(root, "NextPartNumberMarker")) : undefined };
}

function toPart(part: XmlElement): HeldPart {
  return {
    partNumber: parseWholeNumber(textOf(part, "PartNumber")),
    bytes: parseWholeNumber(textOf(part, "Size")),
    etag: withoutQuotes(textOf(part, "ETag")),
    lastModifiedMs: parseDate(textOf(part, "LastModified")),
  };
}

/** Reads the headers of HEAD. @throws {RangeError} without a length: nothing can be said of the object then, and nothing may be done to it */
export function readObject(headers: Headers): ObjectOnCos {
  return {
    bytes: parseWholeNumber(headers.get("content-length") ?? ""),
    contentType: headers.get("content-type") ?? "",
    etag: withoutQuotes(headers.get("etag") ?? ""),
    crc64: parseCrc64(headers.get("x-cos-hash-crc64ecma") ?? ""),
    lastModifiedMs: parseDate(headers.get("last-modified") ?? ""),
  };
}

/**
 * Reads a page of List Multipart Uploads. `next` are the markers of the next page; `undefined` on the last one.
 *
 * @throws {Error} for an upload without the prefix: it is of another application, and nobody may abort it
 */
export function readPageOfUploads(root: XmlElement, prefix: string) {
  const listed = childrenOf(root, "Upload").map(toUnfinished);
  if (!listed.every(({ key }) => key.startsWith(prefix))) throw new Error("the listing is of another prefix");
  return { listed, next: textOf(root, "IsTruncated") === "true" ? nextMarkers(root) : undefined };
}

function toUnfinished(upload: XmlElement): UnfinishedUpload {
  return {
    key: decodeName(textOf(upload, "Key")),
    uploadId: textOf(upload, "UploadId"),
    initiatedMs: parseDate(textOf(upload, "Initiated")),
  };
}

function nextMarkers(root: XmlElement): NameValues {
  return [
    ["key-marker", decodeName(textOf(root, "NextKeyMarker"))],
    ["upload-id-marker", textOf(root, "NextUploadIdMarker")],
  ];
}
