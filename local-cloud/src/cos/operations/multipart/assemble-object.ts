import { createHash } from "node:crypto";
import { CosError } from "../../errors.ts";
import { combineCrc64 } from "../../object/crc64-combine.ts";
import type { MultipartUpload, UploadedPart } from "../../storage/multipart/multipart-store.ts";
import type { StoredObject } from "../../storage/object-store.ts";
import type { ListedPart } from "./listed-parts.ts";

/** Every part except the last has at least 1 MB. Upload Part (436/7750) */
const MIN_PART_BYTES = 1024 ** 2;

/**
 * Describes the object that consists of the listed parts.
 *
 * @param parts what has been uploaded. Parts that are not listed do not belong to the object
 * @throws {CosError} InvalidPartOrder unless the numbers ascend; InvalidPart unless they are 1, 2, 3 and so on, or if a part has not been
 *   uploaded or has another ETag; EntityTooSmall if a part before the last is smaller than 1 MiB
 * @see Complete Multipart Upload (436/7742), "Error codes"
 */
export function assembleObject(
  upload: MultipartUpload,
  parts: readonly UploadedPart[],
  { listed, nowMs }: { readonly listed: readonly ListedPart[]; readonly nowMs: number },
): StoredObject {
  if (listed.some(({ partNumber }, index) => partNumber <= (listed[index - 1]?.partNumber ?? -1))) {
    throw new CosError("InvalidPartOrder");
  }
  const byNumber = new Map(parts.map((part) => [part.number, part]));
  const chosen = listed.map(({ partNumber, etag }, index) => {
    const part = byNumber.get(partNumber);
    if (partNumber !== index + 1 || part?.etag !== etag) throw invalidPart(partNumber, index + 1);
    return part;
  });
  const small = chosen.slice(0, -1).find(({ bytes }) => bytes < MIN_PART_BYTES);
  if (small !== undefined) {
    const detail = `Part ${small.number} has ${small.bytes} bytes; only the last part may have less than ${MIN_PART_BYTES}.`;
    throw new CosError("EntityTooSmall", detail);
  }
  return {
    ...upload.metadata,
    key: upload.key,
    bytes: chosen.reduce((sum, { bytes }) => sum + bytes, 0),
    etag: `${opaqueDigits(upload.id, chosen)}-${chosen.length}`,
    crc64: combineCrc64(chosen),
    lastModifiedMs: nowMs,
  };
}

function invalidPart(partNumber: number, expectedNumber: number): CosError {
  if (partNumber !== expectedNumber) {
    return new CosError("InvalidPart", `The list has part ${partNumber} where part ${expectedNumber} is expected.`);
  }
  return new CosError("InvalidPart", `Part ${partNumber} has not been uploaded, or it has another ETag.`);
}

/**
 * The digits of an ETag that says nothing about the bytes. Published ETags of the same single part differ, so clients must not compute
 * them. The upload's id makes them differ here too.
 */
function opaqueDigits(uploadId: string, parts: readonly UploadedPart[]): string {
  return createHash("md5")
    .update([uploadId, ...parts.map(({ etag }) => etag)].join("\n"))
    .digest("hex");
}
