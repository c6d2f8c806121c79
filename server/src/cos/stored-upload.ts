import type { StoredUpload } from "@wx-cos-upload/contract";
import type { ObjectOnCos } from "./multipart-responses.ts";

/**
 * Describes a stored object as responses and proofs do.
 *
 * @param nowMs stands for the time of storing if COS reports no date, in Unix milliseconds
 */
export function storedUpload(
  cosKey: string,
  { bytes, contentType, etag, crc64, lastModifiedMs }: ObjectOnCos,
  nowMs: number,
): StoredUpload {
  const storedMs = Number.isNaN(lastModifiedMs) ? nowMs : lastModifiedMs;
  return {
    cosKey,
    status: "stored",
    bytes,
    contentType,
    etag,
    ...(crc64 !== undefined && { crc64 }),
    storedAt: Math.floor(storedMs / 1000),
  };
}
