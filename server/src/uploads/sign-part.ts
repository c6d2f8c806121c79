import type { SignedPart } from "@wx-cos-upload/contract";
import { authorize, type Credentials, type DeriveSigningKey } from "@wx-cos-upload/cos-signature";

/** One part to sign. */
export interface PartToSign {
  readonly partNumber: number;
  /** Exactly so many bytes. */
  readonly bytes: number;
  /** MD5 of the bytes in Base64. */
  readonly md5?: string | undefined;
}

/** Destination, validity and credentials of the parts of one upload. */
export interface PartTarget {
  readonly host: string;
  /** Object key. */
  readonly key: string;
  readonly objectUrl: string;
  readonly uploadId: string;
  readonly keyTime: string;
  readonly credentials: Credentials;
  readonly deriveKey: DeriveSigningKey;
}

/**
 * Signs an Upload Part of one part with exactly this length.
 *
 * The signature lists the part number, the upload id, the length and, if it is known, the MD5, so it serves for nothing else. The type is not
 * signed: COS stores that of Initiate, and phones send one of their own.
 *
 * @see Upload Part (436/7750)
 */
export function signPart({ partNumber, bytes, md5 }: PartToSign, target: PartTarget): SignedPart {
  const { credentials, keyTime, deriveKey, uploadId } = target;
  const headers: Record<string, string> = md5 === undefined ? {} : { "Content-MD5": md5 };
  const { authorization } = authorize({
    method: "PUT",
    pathname: `/${target.key}`,
    query: [
      ["partNumber", String(partNumber)],
      ["uploadId", uploadId],
    ],
    // Content-Length is signed, but not returned: every HTTP client writes it itself, and most do not allow setting it.
    headers: [["host", target.host], ["content-length", String(bytes)], ...Object.entries(headers)],
    credentials,
    keyTime,
    deriveKey,
  });
  headers["Authorization"] = authorization;
  if (credentials.securityToken !== undefined) headers["x-cos-security-token"] = credentials.securityToken;
  const uploadUrl = `${target.objectUrl}?partNumber=${partNumber}&uploadId=${encodeURIComponent(uploadId)}`;
  return { partNumber, bytes, uploadUrl, headers };
}
