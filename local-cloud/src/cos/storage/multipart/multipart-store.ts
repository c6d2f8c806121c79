import type { ObjectMetadata } from "../../object/object-metadata.ts";
import type { ReceivedData, StoredObject } from "../stored-object.ts";

/** A multipart upload that is neither completed nor aborted. */
export interface MultipartUpload {
  /** 10 digits and 64 hex digits. */
  readonly id: string;
  readonly key: string;
  /** Unix milliseconds. */
  readonly initiatedMs: number;
  /** The metadata of the future object. */
  readonly metadata: ObjectMetadata;
}

/** One part of a multipart upload, without its bytes. */
export interface UploadedPart {
  /** 1 to 10,000. */
  readonly number: number;
  readonly bytes: number;
  /** The MD5 in hex, without quotation marks. */
  readonly etag: string;
  /** Decimal. */
  readonly crc64: string;
  /** Unix milliseconds. */
  readonly lastModifiedMs: number;
}

/** What to make of an upload. */
export interface CompletionPlan {
  /** The parts of the object, in ascending order. The others are dropped. */
  readonly partNumbers: readonly number[];
  readonly object: StoredObject;
  readonly onlyIfAbsent: boolean;
}

/** Plans a completion. The arguments are undefined and empty if the upload does not exist. @throws if the upload cannot be completed */
export type PlanCompletion = (upload: MultipartUpload | undefined, parts: readonly UploadedPart[]) => CompletionPlan;

/** A completion that has begun. */
export interface Completion {
  readonly plan: CompletionPlan;
  /** Resolves once the object is stored, with false if `onlyIfAbsent` is set and there is an object. The upload remains then. */
  readonly isStored: Promise<boolean>;
}

/**
 * A store of unfinished multipart uploads. An implementation MUST guarantee:
 *
 * - Once `create`, `putPart`, `abort` or a completion has resolved, a crash does not undo it.
 * - After a crash at any other moment, an upload is as it was, or completed, or aborted.
 * - `putPart`, `complete` and `abort` of one upload take effect one after another.
 * - A completion that fails leaves the upload and its parts as they were.
 */
export interface MultipartStore {
  create(upload: Omit<MultipartUpload, "id">): Promise<MultipartUpload>;
  find(id: string): MultipartUpload | undefined;
  /** All unfinished uploads: by key in UTF-8 binary order, then by id. */
  list(): readonly MultipartUpload[];
  /** The parts of an upload by number, or none if the upload does not exist. */
  parts(id: string): readonly UploadedPart[];
  /**
   * Adds received bytes to an upload as a part. They replace an earlier part with the same number, unless that part's data began to
   * arrive later.
   *
   * @returns false if the upload does not exist any more. The data still needs `discard` then
   */
  putPart(id: string, data: ReceivedData, part: UploadedPart): Promise<boolean>;
  /**
   * Makes an object of an upload and removes the upload. Waits for a completion in progress and for parts that are being stored.
   *
   * @param plan called once
   * @returns as soon as the plan is made; the promise rejects with what `plan` throws
   */
  complete(id: string, plan: PlanCompletion): Promise<Completion>;
  /** Removes an upload and its parts. @returns false if the upload does not exist */
  abort(id: string): Promise<boolean>;
}
