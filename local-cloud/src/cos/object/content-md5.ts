import { CosError } from "../errors.ts";

/**
 * Parses Content-MD5, the Base64 form of 16 bytes.
 *
 * @returns undefined without a header and for ""
 * @throws {CosError} InvalidDigest if the header is malformed
 * @see Error Codes (436/7730), InvalidDigest and BadDigest
 */
export function parseContentMd5(text: string | undefined): Buffer | undefined {
  if (text === undefined || text === "") return undefined;
  const md5 = Buffer.from(text, "base64");
  // Node's decoder skips invalid characters. Only encoding the result again reveals them.
  if (md5.length !== 16 || md5.toString("base64") !== text) throw new CosError("InvalidDigest");
  return md5;
}

/** @throws {CosError} BadDigest if the received bytes have another MD5 than announced */
export function checkContentMd5(announced: Buffer | undefined, receivedMd5Hex: string): void {
  if (announced !== undefined && announced.toString("hex") !== receivedMd5Hex) throw new CosError("BadDigest");
}
