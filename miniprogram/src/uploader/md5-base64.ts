const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The 24 characters of Content-MD5, from an MD5's 32 hex digits; undefined for anything else. RFC 1864. */
export function md5Base64(hex: string): string | undefined {
  if (!/^[\da-f]{32}$/i.test(hex)) return undefined;
  // Three digits of 4 bits are two of 6 bits; one digit of zero fills the last ones up.
  const twoDigits = (three: string) => {
    const bits = Number.parseInt(three, 16);
    return DIGITS.charAt(bits >> 6) + DIGITS.charAt(bits & 63);
  };
  return `${`${hex}0`.replace(/.../g, twoDigits)}==`;
}
