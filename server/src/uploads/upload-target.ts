import type { Credentials, DeriveSigningKey } from "@wx-cos-upload/cos-signature";

/** Where one upload goes, for how long, and with whose keys it is signed. */
export interface UploadTarget {
  readonly bucket: string;
  readonly host: string;
  /** Object key. */
  readonly key: string;
  /** The bucket's root, where forms go: `https://<host>/`. */
  readonly formUrl: string;
  /** Where the object will be, and where a PUT goes. */
  readonly objectUrl: string;
  readonly keyTime: string;
  /** When the signature ends, in Unix seconds. */
  readonly endSeconds: number;
  readonly lifetimeSeconds: number;
  readonly credentials: Credentials;
  readonly deriveKey: DeriveSigningKey;
}
