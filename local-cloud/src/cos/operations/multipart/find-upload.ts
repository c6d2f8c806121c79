import { CosError } from "../../errors.ts";
import { type CosRequest, firstValue } from "../../request/cos-request.ts";
import type { MultipartUpload } from "../../storage/multipart/multipart-store.ts";
import type { Bucket } from "../operation.ts";

/** Parts have the numbers 1 to 10,000. Upload Part (436/7750), partNumber */
export const MAX_PART_NUMBER = 10_000;

/**
 * Finds the unfinished upload that a request names.
 *
 * @throws {CosError} NoSuchUpload if there is none with that id and the request's key
 */
export function findUpload({ store }: Bucket, request: CosRequest): MultipartUpload {
  return requireUpload(store.multipart.find(uploadIdOf(request)), request);
}

/** @throws {CosError} NoSuchUpload unless there is an upload and it has the request's key: another key must not reach it */
export function requireUpload(upload: MultipartUpload | undefined, { key }: CosRequest): MultipartUpload {
  if (upload === undefined || upload.key !== key) throw new CosError("NoSuchUpload");
  return upload;
}

/** The parameter uploadId. */
export function uploadIdOf({ query }: CosRequest): string {
  return firstValue(query, "uploadId") ?? "";
}

/**
 * Reads the parameter partNumber.
 *
 * @throws {CosError} InvalidArgument unless it is a whole number from 1 to 10,000
 */
export function readPartNumber({ query }: CosRequest): number {
  const text = firstValue(query, "partNumber") ?? "";
  const partNumber = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (partNumber >= 1 && partNumber <= MAX_PART_NUMBER) return partNumber;
  throw new CosError("InvalidArgument", `partNumber must be a whole number from 1 to ${MAX_PART_NUMBER}.`);
}
