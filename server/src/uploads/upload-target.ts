import type { Credentials, DeriveSigningKey } from "../cos/index.ts";
import type { UploadRule } from "./admit-file.ts";

/** Where one upload goes, for how long, and with whose keys it is signed. */
export interface UploadTarget {
  readonly bucket: string;
  readonly host: string;
  /** Object key. */
  readonly key: string;
  /** The bucket's root, where forms go: `https://<host>/`. */
  readonly uploadsUrl: string;
  /** Where the object will be, and where a PUT goes. */
  readonly objectUrl: string;
  readonly keyTime: string;
  /** When the signature ends, in Unix seconds. */
  readonly endSeconds: number;
  readonly lifetimeSeconds: number;
  readonly credentials: Credentials;
  readonly deriveKey: DeriveSigningKey;
}

/** The fields that both kinds of answer have. */
export function commonAnswer({ contentType, maxBytes }: UploadRule, target: UploadTarget) {
  const { securityToken } = target.credentials;
  return {
    cosHost: target.host,
    cosKey: target.key,
    objectUrl: target.objectUrl,
    contentType,
    maxBytes,
    expiresAt: target.endSeconds,
    expiresInSeconds: target.lifetimeSeconds,
    ...(securityToken !== undefined && { securityToken }),
  };
}
