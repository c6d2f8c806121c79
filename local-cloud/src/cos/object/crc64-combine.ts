/** The generator polynomial of CRC-64/XZ, reflected: the highest bit of a number is the coefficient of x^0. */
const POLYNOMIAL = 0xc96c5795d7870f42n;
const ONE = 1n << 63n;
const X = 1n << 62n;

/** x^(2^k) modulo the polynomial, for every k that the length of an object in bits can need. */
const POWERS: readonly bigint[] = createPowers(64);

/** A piece of data: its length and its CRC-64 as a decimal number. */
export interface ChecksummedPiece {
  readonly bytes: number;
  readonly crc64: string;
}

/**
 * Computes the CRC-64 of pieces that follow one another from the checksums of the pieces alone. Multiplying the checksum of the first
 * piece by x^(8n) appends n zero bytes to it; the checksum of the second piece is added to that. This is zlib's `crc32_combine` with
 * another polynomial.
 *
 * @returns a decimal number, in the format of x-cos-hash-crc64ecma. "0" without pieces
 */
export function combineCrc64(pieces: readonly ChecksummedPiece[]): string {
  // Nearly all parts of an upload have the same length.
  const shifts = new Map<number, bigint>();
  let combined = 0n;
  for (const { bytes, crc64 } of pieces) {
    const shift = shifts.get(bytes) ?? powerOfX(BigInt(bytes) * 8n);
    shifts.set(bytes, shift);
    combined = multiply(shift, combined) ^ BigInt(crc64);
  }
  return combined.toString();
}

/** x^exponent modulo the polynomial. */
function powerOfX(exponent: bigint): bigint {
  return POWERS.reduce((power, square, bit) => ((exponent >> BigInt(bit)) & 1n ? multiply(square, power) : power), ONE);
}

/** left * right modulo the polynomial. */
function multiply(left: bigint, right: bigint): bigint {
  let product = 0n;
  let shifted = right;
  for (let bit = ONE; bit > 0n; bit >>= 1n) {
    if (left & bit) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ POLYNOMIAL : shifted >> 1n;
  }
  return product;
}

function createPowers(count: number): bigint[] {
  const powers = [X];
  for (let last = X; powers.length < count; ) {
    last = multiply(last, last);
    powers.push(last);
  }
  return powers;
}
