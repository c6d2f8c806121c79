import { CosError } from "../errors.ts";

/**
 * Reads Content-MD5, the Base64 form of 16 bytes. None, or "", means nothing to compare with.
 *
 * @throws {CosError} InvalidDigest for a malformed one.
 * @see Error Codes (436/7730), InvalidDigest and BadDigest
 */
export function parseContentMd5(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === "") return undefined;
  const md5 = Buffer.from(text, "base64");
  // Node's decoder skips what it doesn't know, so only the way back shows a malformed text.
  if (md5.length !== 16 || md5.toString("base64") !== text) throw new CosError("InvalidDigest");
  return md5;
}

/** @throws {CosError} BadDigest if what was received isn't what was announced. */
export function checkContentMd5(announced: Buffer | undefined, receivedMd5Hex: string): void {
  if (announced !== undefined && announced.toString("hex") !== receivedMd5Hex) throw new CosError("BadDigest");
}
