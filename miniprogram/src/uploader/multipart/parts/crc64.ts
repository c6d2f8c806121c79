/*
 * CRC-64/XZ, which COS sends as `x-cos-hash-crc64ecma`: polynomial 42f0e1eba9ea3693 (ECMA-182), reflected, all ones before and after. Phones
 * have no BigInt, so a checksum is two halves of 32 bits.
 *
 * https://www.tencentcloud.com/document/product/436/34078
 * https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-xz
 */

/** A checksum. Both halves are whole numbers from 0 to 2^32 - 1. */
export interface Crc64 {
  readonly high: number;
  readonly low: number;
}

/** The reflected polynomial. */
const POLYNOMIAL: Crc64 = { high: 0xc96c5795, low: 0xd7870f42 };

/** The polynomials 1 and x: the highest bit is the coefficient of x^0. */
const ONE: Crc64 = { high: 0x80000000, low: 0 };
const X: Crc64 = { high: 0x40000000, low: 0 };

const HIGH_TABLE = new Int32Array(256);
const LOW_TABLE = new Int32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let value: Crc64 = { high: 0, low: byte };
  for (let bit = 0; bit < 8; bit += 1) value = multiply(value, X);
  HIGH_TABLE[byte] = value.high;
  LOW_TABLE[byte] = value.low;
}

/**
 * The checksum of bytes.
 *
 * @example
 * crc64ToHex(crc64(new Uint8Array([0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39]))); // "995dc9bbdf1939fa"
 */
export function crc64(bytes: Uint8Array): Crc64 {
  let high = -1;
  let low = -1;
  // Without iterators, which are slow in a loop over every byte of a video.
  for (let at = 0; at < bytes.length; at += 1) {
    const index = (low ^ (bytes[at] ?? 0)) & 255;
    low = ((low >>> 8) | (high << 24)) ^ (LOW_TABLE[index] ?? 0);
    high = (high >>> 8) ^ (HIGH_TABLE[index] ?? 0);
  }
  return { high: ~high >>> 0, low: ~low >>> 0 };
}

/** A piece of a file. */
export interface Piece {
  readonly checksum: Crc64;
  /** Its length. */
  readonly bytes: number;
}

/** The checksum of a file, from those of its pieces in order. Pieces of one length in a row are fastest. */
export function combineCrc64(pieces: readonly Piece[]): Crc64 {
  let whole: Crc64 = { high: 0, low: 0 };
  let power = { bytes: 0, value: ONE };
  for (const { checksum, bytes } of pieces) {
    if (power.bytes !== bytes) power = { bytes, value: powerOfX(8 * bytes) };
    const shifted = multiply(whole, power.value);
    whole = { high: (shifted.high ^ checksum.high) >>> 0, low: (shifted.low ^ checksum.low) >>> 0 };
  }
  return whole;
}

/** As 16 digits, as it is saved. */
export function crc64ToHex({ high, low }: Crc64): string {
  return [high, low].map((half) => half.toString(16).padStart(8, "0")).join("");
}

/** Reads 16 hexadecimal digits; undefined for any other text. */
export function crc64FromHex(text: string): Crc64 | undefined {
  if (!/^[\da-f]{16}$/.test(text)) return undefined;
  return { high: Number.parseInt(text.slice(0, 8), 16), low: Number.parseInt(text.slice(8), 16) };
}

/** In decimal digits, as COS sends it. */
export function crc64ToDecimal({ high, low }: Crc64): string {
  // Long division by 10^5, whose remainder times 2^32 is still an exact number.
  const base = 100_000;
  let digits = "";
  let left = { high, low };
  while (left.high > 0 || left.low >= base) {
    const rest = (left.high % base) * 2 ** 32 + left.low;
    digits = `${rest % base}`.padStart(5, "0") + digits;
    left = { high: Math.floor(left.high / base), low: Math.floor(rest / base) };
  }
  return `${left.low}${digits}`;
}

/*
 * Polynomials over GF(2), modulo the polynomial of the CRC. As in zlib's crc32_combine:
 * https://github.com/madler/zlib/blob/v1.3.1/crc32.c#L168
 */

function multiply(left: Crc64, right: Crc64): Crc64 {
  let high = 0;
  let low = 0;
  let shiftedHigh = right.high;
  let shiftedLow = right.low;
  for (let power = 0; power < 64; power += 1) {
    const half = power < 32 ? left.high : left.low;
    if ((half >>> (31 - (power % 32))) & 1) {
      high ^= shiftedHigh;
      low ^= shiftedLow;
    }
    const isOdd = shiftedLow & 1;
    shiftedLow = (shiftedLow >>> 1) | (shiftedHigh << 31);
    shiftedHigh >>>= 1;
    if (isOdd) {
      shiftedHigh ^= POLYNOMIAL.high;
      shiftedLow ^= POLYNOMIAL.low;
    }
  }
  return { high: high >>> 0, low: low >>> 0 };
}

function powerOfX(exponent: number): Crc64 {
  let result = ONE;
  let square = X;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}
