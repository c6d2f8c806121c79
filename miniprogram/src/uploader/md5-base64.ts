const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The 24 characters of Content-MD5, from an MD5's 32 hex digits; undefined for anything else. RFC 1864. */
export function md5Base64(hex: string): string | undefined {
  if (!/^[\da-f]{32}$/i.test(hex)) return undefined;
  const bits = hex.replace(/./g, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0"));
  // 128 bits are 22 digits of 6 bits, the last of them filled up.
  return `${`${bits}0000`.replace(/.{6}/g, (six) => DIGITS.charAt(Number.parseInt(six, 2)))}==`;
}
