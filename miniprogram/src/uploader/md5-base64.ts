const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The 24 characters of Content-MD5, from an MD5's 32 hex digits; undefined for anything else. RFC 1864. */
export function md5Base64(hex: string): string | undefined {
  if (!/^[\da-f]{32}$/i.test(hex)) return undefined;
  let base64 = "";
  for (let start = 0; start < hex.length; start += 6) {
    // Three hex digits are twelve bits, which are two Base64 digits. The last of the 16 bytes stands alone.
    const bits = Number.parseInt(hex.slice(start, start + 6).padEnd(6, "0"), 16);
    base64 += [18, 12, 6, 0].map((shift) => DIGITS.charAt((bits >> shift) & 63)).join("");
  }
  return `${base64.slice(0, 22)}==`;
}
