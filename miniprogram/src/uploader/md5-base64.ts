/** The 24 characters of Content-MD5, from an MD5's 32 hex digits; undefined for anything else. RFC 1864. */
export function md5Base64(hex = ""): string | undefined {
  if (!/^[\da-f]{32}$/i.test(hex)) return undefined;
  // Three digits of 4 bits are two of 6 bits; one digit of zero fills the last ones up.
  const twoDigits = (three: string) => {
    const bits = Number(`0x${three}`);
    return base64Digit(bits >> 6) + base64Digit(bits & 63);
  };
  return `${`${hex}0`.replace(/.../g, twoDigits)}==`;
}

/** A to Z, a to z, 0 to 9, + and /. RFC 4648 section 4. */
const base64Digit = (bits: number): string =>
  String.fromCharCode(bits + (bits < 26 ? 65 : bits < 52 ? 71 : bits < 62 ? -4 : bits < 63 ? -19 : -16));
