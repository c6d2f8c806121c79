import type { Credentials, DeriveSigningKey } from "../cos/index.ts";

/**
 * Headers that every object is stored with and given back with: `{ "Cache-Control": "private, max-age=600" }`. The names are those of form fields too.
 *
 * @see PUT Object (436/7749), "Request headers"; POST Object (436/14690), "Form fields"
 */
export type ObjectHeaders = Readonly<Partial<Record<"Cache-Control" | "Content-Disposition", string>>>;

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
  /** Headers that the object is stored with beside its type, by the names that COS writes: `{ "Cache-Control": "private" }`. */
  readonly objectHeaders: ObjectHeaders;
  readonly credentials: Credentials;
  readonly deriveKey: DeriveSigningKey;
}
