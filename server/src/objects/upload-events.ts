import type { StoredUpload } from "@wx-cos-upload/contract";
import type { Owner } from "../owner.ts";

/** Whose objects changed. */
export interface UploadUser {
  /** The user's folder; `undefined` without a login. */
  readonly owner: Owner | undefined;
  /** The user as proofs name them: the user's id with AUTH=jwt, the user's folder with AUTH=wechat; `undefined` without a login, or if it is unknown. */
  readonly subject: string | undefined;
}

/**
 * Learns of stored and deleted objects before the response that reports them. The same object can be reported several times. A rejection fails
 * the request, so an implementation that can fail without harm must not reject.
 *
 * @example
 * import type { UploadEvents } from "@wx-cos-upload/server/advanced";
 *
 * const events: UploadEvents = {
 *   stored: async (uploads) => console.log(uploads.map(({ cosKey }) => cosKey)),
 *   deleted: async () => {},
 * };
 */
export interface UploadEvents {
  /** Objects that COS has confirmed. */
  stored(uploads: readonly StoredUpload[], user: UploadUser): Promise<void>;
  /** Keys that have no object any more, also if they had none before. */
  deleted(keys: readonly string[], user: UploadUser): Promise<void>;
}
