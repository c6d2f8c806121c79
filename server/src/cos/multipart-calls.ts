import type { NameValues } from "@wx-cos-upload/cos-signature";
import { readDocument, type SendToCos, unreadableResponse } from "./cos-client.ts";
import { isCosError } from "./cos-error.ts";
import { decodeName, parseCrc64, parseDate, parseWholeNumber, withoutQuotes } from "./fields.ts";
import { childrenOf, escapeXml, textOf, type XmlElement } from "./xml.ts";

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

/** The calls of COS that multipart uploads need. Each @throws {CosCallError} */
export interface CosCalls {
  /** Starts an upload of a key that does not exist yet. @returns the upload id @see Initiate Multipart Upload (436/7746) */
  initiate(key: string, headers: NameValues): Promise<string>;
  /** Lists all parts of an upload. @see List Parts (436/7747) */
  listParts(upload: UploadOnCos): Promise<readonly HeldPart[]>;
  /**
   * Assembles the object from these parts, unless its key exists. It is sent once: COS may still execute a call without a response.
   *
   * @see Complete Multipart Upload (436/7742)
   */
  complete(upload: UploadOnCos, parts: readonly HeldPart[]): Promise<void>;
  /** Ends an upload and removes its parts. An upload that is gone counts as success. @see Abort Multipart Upload (436/7740) */
  abort(upload: UploadOnCos): Promise<void>;
  /** `undefined` if there is no such object. @see HEAD Object (436/7745) */
  head(key: string): Promise<ObjectOnCos | undefined>;
  /** @see DELETE Object (436/7743) */
  deleteObject(key: string): Promise<void>;
  /** All unfinished uploads whose keys start with a prefix, page by page. @see List Multipart Uploads (436/7736) */
  listUnfinished(prefix: string): AsyncIterable<UnfinishedUpload>;
}

const PAGE_SIZE = "1000";
/** COS has at most 10,000 parts in an upload, so a longer loop would be a fault of COS or of a proxy. */
const MAX_PAGES_OF_PARTS = 11;
/** Tencent's Python SDK waits as long: merging thousands of parts can take minutes. */
const COMPLETE_TIMEOUT_MS = 1_200_000;
const FORBID_OVERWRITE: NameValues = [["x-cos-forbid-overwrite", "true"]];

/** Creates the calls over a client. */
export function createCosCalls(send: SendToCos): CosCalls {
  return {
    async initiate(key, headers) {
      const action = "InitiateMultipartUpload";
      const response = await send({
        action,
        method: "POST",
        key,
        query: [["uploads", ""]],
        headers: [...headers, ...FORBID_OVERWRITE],
        repeat: "if-not-sent",
      });
      return readDocument(action, response, "InitiateMultipartUploadResult", (root) => required(root, "UploadId"));
    },

    async listParts({ key, uploadId }) {
      const action = "ListParts";
      const parts: HeldPart[] = [];
      let marker = 0;
      for (let page = 1; ; page += 1) {
        const query: NameValues = [
          ["uploadId", uploadId],
          ["max-parts", PAGE_SIZE],
          ...(marker === 0 ? [] : ([["part-number-marker", String(marker)]] as const)),
        ];
        const response = await send({ action, method: "GET", key, query, repeat: "always" });
        const { listed, next } = readDocument(action, response, "ListPartsResult", toPageOfParts);
        parts.push(...listed);
        if (next === undefined) return parts;
        // Without progress the loop would never end.
        if (next <= marker || page === MAX_PAGES_OF_PARTS) throw unreadableResponse(action, response);
        marker = next;
      }
    },

    async complete({ key, uploadId }, parts) {
      const action = "CompleteMultipartUpload";
      const response = await send({
        action,
        method: "POST",
        key,
        query: [["uploadId", uploadId]],
        headers: [["Content-Type", "application/xml"], ...FORBID_OVERWRITE],
        body: completionXml(parts),
        repeat: "never",
        timeoutMs: COMPLETE_TIMEOUT_MS,
      });
      // Status 200 alone is no success: COS sends it before it has merged the parts.
      readDocument(action, response, "CompleteMultipartUploadResult", (root) => required(root, "ETag"));
    },

    async abort({ key, uploadId }) {
      const query: NameValues = [["uploadId", uploadId]];
      const call = { action: "AbortMultipartUpload", method: "DELETE", key, query, repeat: "always" } as const;
      await send(call).catch((error: unknown) => {
        if (!isCosError(error, "NoSuchUpload")) throw error;
      });
    },

    async head(key) {
      const call = { action: "HeadObject", method: "HEAD", key, repeat: "always" } as const;
      const found = await send(call).catch((error: unknown) => {
        if (isCosError(error, "Status404")) return undefined;
        throw error;
      });
      if (found === undefined) return undefined;
      try {
        return toObject(found.headers);
      } catch (cause) {
        throw unreadableResponse(call.action, found, cause);
      }
    },

    async deleteObject(key) {
      await send({ action: "DeleteObject", method: "DELETE", key, repeat: "always" });
    },

    async *listUnfinished(prefix) {
      const action = "ListMultipartUploads";
      let markers: NameValues = [];
      for (;;) {
        const query: NameValues = [
          ["uploads", ""],
          ["prefix", prefix],
          ["max-uploads", PAGE_SIZE],
          ["encoding-type", "url"],
          ...markers,
        ];
        const response = await send({ action, method: "GET", key: "", query, repeat: "always" });
        const { listed, next } = readDocument(action, response, "ListMultipartUploadsResult", (root) =>
          toPageOfUploads(root, prefix),
        );
        yield* listed;
        if (next === undefined) return;
        // Without progress the loop would never end.
        if (JSON.stringify(next) === JSON.stringify(markers)) throw unreadableResponse(action, response);
        markers = next;
      }
    },
  };
}

/** @throws {Error} for an empty field */
function required(element: XmlElement, name: string): string {
  const text = textOf(element, name);
  if (text === "") throw new Error(`the response has no ${name}`);
  return text;
}

/** `next` is the marker of the next page; `undefined` on the last one. */
function toPageOfParts(root: XmlElement) {
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

/** @throws {RangeError} without a length: nothing can be said of the object then, and nothing may be done to it */
function toObject(headers: Headers): ObjectOnCos {
  return {
    bytes: parseWholeNumber(headers.get("content-length") ?? ""),
    contentType: headers.get("content-type") ?? "",
    etag: withoutQuotes(headers.get("etag") ?? ""),
    crc64: parseCrc64(headers.get("x-cos-hash-crc64ecma") ?? ""),
    lastModifiedMs: parseDate(headers.get("last-modified") ?? ""),
  };
}

/**
 * `next` are the markers of the next page; `undefined` on the last one.
 *
 * @throws {Error} for an upload without the prefix: it is of another application, and nobody may abort it
 */
function toPageOfUploads(root: XmlElement, prefix: string) {
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

function completionXml(parts: readonly HeldPart[]): string {
  const listed = parts.map(
    ({ partNumber, etag }) => `<Part><PartNumber>${partNumber}</PartNumber><ETag>"${escapeXml(etag)}"</ETag></Part>`,
  );
  return `<CompleteMultipartUpload>${listed.join("")}</CompleteMultipartUpload>`;
}
