import type { Credentials, DeriveSigningKey } from "@wx-cos-upload/cos-signature";

/**
 * Headers that COS stores with every object and sends on download: `{ "Cache-Control": "private, max-age=600" }`. Form fields have the same names.
 *
 * @see PUT Object (436/7749), "Request headers"; POST Object (436/14690), "Form fields"
 */
export type ObjectHeaders = Readonly<Partial<Record<"Cache-Control" | "Content-Disposition", string>>>;

/** Destination, validity and credentials of one upload. */
export interface UploadTarget {
  readonly bucket: string;
  readonly host: string;
  /** Object key. */
  readonly key: string;
  /** The bucket's root, to which forms are posted: `https://<host>/`. */
  readonly formUrl: string;
  /** The URL of the object, which is also the URL of a PUT. */
  readonly objectUrl: string;
  readonly keyTime: string;
  /** When the signature expires, in Unix seconds. */
  readonly endSeconds: number;
  readonly lifetimeSeconds: number;
  /** Headers of the object besides its content type, in COS's spelling: `{ "Cache-Control": "private" }`. */
  readonly objectHeaders: ObjectHeaders;
  readonly credentials: Credentials;
  readonly deriveKey: DeriveSigningKey;
}
