import type { StoredUpload } from "@wx-cos-upload/contract";
import { CosCallError, isCosError } from "../cos/cos-error.ts";
import type { CosCalls, HeldPart, ObjectOnCos } from "../cos/multipart-calls.ts";
import { storedUpload } from "../cos/stored-upload.ts";
import { ProblemError } from "../errors.ts";
import { partBytesOf, partNumbersOf, planOf } from "./part-plan.ts";
import { uploadGone } from "./upload-gone.ts";
import type { UploadGrant } from "./upload-token.ts";

export interface CompleteUploadOptions {
  readonly cos: CosCalls;
  /** Resolves after a time in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** Called with a failure that does not change the response. */
  readonly reportFailure: (error: unknown) => void;
}

/**
 * Completes an upload whose parts are all on COS. A repeated call returns the same result. It can take minutes, while COS merges the parts.
 *
 * @param crc64 CRC-64/XZ of the whole file. A difference is rejected, and the object deleted
 * @throws {ProblemError} `parts_incomplete`, `checksum_mismatch`, `upload_gone`
 * @throws {CosCallError} if COS rejects a call or does not respond
 */
export type CompleteUpload = (upload: UploadGrant, crc64?: string) => Promise<StoredUpload>;

/** An object with the upload's key. */
interface Found {
  readonly object: ObjectOnCos;
  /** COS said that this call created it, so nothing can depend on it yet. */
  readonly isNew: boolean;
}

/** COS's codes for a part that is missing or differs from the list. Complete Multipart Upload (436/7742) */
const PART_CODES = ["InvalidPart", "InvalidPartOrder", "EntityTooSmall"];

const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 1_000;

/** Pauses between the HEAD requests for an object that COS may be about to show. */
const SHORT_PATIENCE_MS = [500, 1_000, 2_000];
/** COS has accepted a Complete, so the object appears when the parts are merged. Five minutes in total. */
const LONG_PATIENCE_MS = [...SHORT_PATIENCE_MS, ...Array.from({ length: 60 }, () => 5_000)];

/** How many part numbers the detail of a problem names. */
const MAX_NAMED_PARTS = 10;

/** Creates a {@link CompleteUpload}: list the parts → compare with the plan → complete → HEAD → compare size and checksum. */
export function createCompleteUpload({ cos, wait, now, reportFailure }: CompleteUploadOptions): CompleteUpload {
  return async function completeUpload(upload, crc64) {
    const parts = await heldParts(upload);
    const found =
      parts === undefined ? await storedEarlier(upload) : await assemble(upload, matchingParts(upload, parts));
    const { object, isNew } = found;
    if (object.bytes !== upload.size || (crc64 !== undefined && object.crc64 !== undefined && crc64 !== object.crc64)) {
      if (isNew) await cos.deleteObject(upload.key).catch(reportFailure);
      throw checksumMismatch(upload, object, crc64);
    }
    const contentType = object.contentType === "" ? upload.contentType : object.contentType;
    return storedUpload(upload.key, { ...object, contentType }, now());
  };

  /** `undefined` if COS does not know the upload: completed, aborted or expired. */
  async function heldParts(upload: UploadGrant): Promise<readonly HeldPart[] | undefined> {
    return cos.listParts(upload).catch((error: unknown) => {
      if (isCosError(error, "NoSuchUpload")) return undefined;
      throw error;
    });
  }

  async function storedEarlier(upload: UploadGrant): Promise<Found> {
    const object = await findObject(upload, SHORT_PATIENCE_MS);
    if (object === undefined) throw uploadGone();
    return { object, isNew: false };
  }

  async function assemble(upload: UploadGrant, parts: readonly HeldPart[]): Promise<Found> {
    let mayHaveCompleted = false;
    for (let attempt = 1; ; attempt += 1) {
      const error = await cos.complete(upload, parts).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error === undefined) {
        const unseen = new Error("COS has completed the upload, but shows no object");
        return { object: await mergedObject(upload, unseen), isNew: true };
      }
      if (isCosError(error, "NoSuchUpload")) {
        // An earlier attempt, or another request, has completed the upload: COS may still merge the parts.
        if (mayHaveCompleted) return { object: await mergedObject(upload, error), isNew: false };
        return storedEarlier(upload);
      }
      if (isCosError(error, "FileAlreadyExists")) return storedByAnotherUpload(upload);
      if (isCosError(error, ...PART_CODES)) throw partsChanged(error);
      if (!(error instanceof CosCallError && error.isTransient)) throw error;
      const object = await cos.head(upload.key);
      // Another upload of this key may have stored it.
      if (object !== undefined) return { object, isNew: false };
      if (attempt === MAX_ATTEMPTS) throw error;
      mayHaveCompleted ||= !error.notSent;
      await wait(FIRST_PAUSE_MS * 2 ** (attempt - 1));
    }
  }

  async function mergedObject(upload: UploadGrant, otherwise: Error): Promise<ObjectOnCos> {
    const object = await findObject(upload, LONG_PATIENCE_MS);
    if (object === undefined) throw unconfirmed(otherwise);
    return object;
  }

  /** Two uploads have one key if a client repeats POST /multipart. The first that completes wins, and the other one's parts are removed. */
  async function storedByAnotherUpload(upload: UploadGrant): Promise<Found> {
    const found = await storedEarlier(upload);
    await cos.abort(upload).catch(reportFailure);
    return found;
  }

  async function findObject({ key }: UploadGrant, pausesMs: readonly number[]): Promise<ObjectOnCos | undefined> {
    for (const pauseMs of pausesMs) {
      const object = await cos.head(key);
      if (object !== undefined) return object;
      await wait(pauseMs);
    }
    return cos.head(key);
  }
}

/**
 * The parts of the plan, in order, if COS holds each with exactly its length.
 *
 * @throws {ProblemError} `parts_incomplete`, which names up to 10 of the other parts
 */
function matchingParts({ size, partBytes }: UploadGrant, held: readonly HeldPart[]): readonly HeldPart[] {
  const plan = planOf(size, partBytes);
  const byNumber = new Map(held.map((part) => [part.partNumber, part]));
  const missing: number[] = [];
  const parts = partNumbersOf(plan).flatMap((partNumber) => {
    const part = byNumber.get(partNumber);
    if (part !== undefined && part.bytes === partBytesOf(plan, partNumber)) return [part];
    missing.push(partNumber);
    return [];
  });
  if (missing.length === 0) return parts;
  const named = missing.slice(0, MAX_NAMED_PARTS).join(", ");
  const more = missing.length > MAX_NAMED_PARTS ? ` and ${missing.length - MAX_NAMED_PARTS} more` : "";
  const detail = `of ${plan.partCount} parts, COS lacks ${missing.length} or holds them with another length: ${named}${more}; upload these, then complete again`;
  throw new ProblemError("parts_incomplete", detail);
}

function partsChanged(cause: Error): ProblemError {
  const detail =
    "a part was replaced while the upload was completed; list the parts, upload what is missing, then complete again";
  return new ProblemError("parts_incomplete", detail, { cause });
}

function unconfirmed(cause: Error): ProblemError {
  const detail = "COS has not confirmed the object yet; complete again later";
  return new ProblemError("cos_unavailable", detail, { headers: { "Retry-After": "5" }, cause });
}

function checksumMismatch({ size }: UploadGrant, object: ObjectOnCos, crc64: string | undefined): ProblemError {
  const expected = crc64 === undefined ? `${size} bytes` : `${size} bytes with CRC-64 ${crc64}`;
  const detail = `the object on COS has ${object.bytes} bytes with CRC-64 ${object.crc64 ?? "unknown"}, not ${expected}; upload the file again`;
  return new ProblemError("checksum_mismatch", detail);
}
