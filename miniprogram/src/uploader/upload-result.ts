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
}
