import type { UploadError } from "./upload-error";

/** An upload that is done. */
export interface UploadResult {
  /** The object's URL. Reading it from a private bucket requires a signature. */
  readonly objectUrl: string;
  /** The object's key in the bucket, for your server to keep. */
  readonly objectKey: string;
  readonly contentType: string;
  /** Bytes stored, after compression. */
  readonly bytes: number;
  /** How it was sent. COS checked the MD5 of the whole only for `put` with `checkIntegrity`. */
  readonly method: "put" | "post" | "multipart";
  /** Entity tag without quotes. Undefined if the platform does not expose headers or if the first response was lost. */
  readonly etag?: string | undefined;
  /** `x-cos-request-id` of COS's last response. Undefined if the platform does not expose headers. */
  readonly requestId?: string | undefined;
  /**
   * Whether the signing server has confirmed that COS has the object. If false, the upload is done nevertheless, and `retryConfirm()` tries again.
   * Undefined without the option `confirm`, except for multipart uploads, which are always confirmed.
   */
  readonly confirmed?: boolean | undefined;
  /**
   * A JWT which your own back end verifies: what is stored, and whose it is. Send it with the form. Undefined if the upload is not confirmed or
   * the signing server has no `PROOF_KEYS`.
   */
  readonly proof?: string | undefined;
  /** Why the upload is not confirmed, if `confirmed` is false. */
  readonly confirmError?: UploadError | undefined;
}
