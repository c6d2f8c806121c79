import type { PreparedFile } from "./prepare-file";
import type { HeldSignature } from "./sign-client";

/** One file on its way to one object: what has to be kept from one attempt to the next. */
export interface Transfer {
  readonly file: PreparedFile;
  signature?: HeldSignature | undefined;
  /** Bytes went out with the signature, and no answer says what became of them. */
  mayBeStored: boolean;
  /** A batch with it was refused, perhaps because of it. */
  signsAlone: boolean;
}

export function createTransfer(file: PreparedFile): Transfer {
  return { file, mayBeStored: false, signsAlone: false };
}

/**
 * Whether the signature it holds will do for an attempt now. One that may have stored the object already is used to its last second:
 * only under the same key does COS tell whether it is there.
 */
export function hasUsableSignature({ signature, mayBeStored }: Transfer, nowMs: number): boolean {
  if (signature === undefined) return false;
  return nowMs < (mayBeStored ? signature.expiresAtMs : signature.renewAtMs);
}
