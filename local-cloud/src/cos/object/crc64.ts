/** CRC-64/XZ (ECMA-182, reflected) of a stream of bytes. */
export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** The value in the format of x-cos-hash-crc64ecma: an unsigned decimal number. */
  digest(): string;
}

const POLYNOMIAL_HIGH = 0xc96c5795;
const POLYNOMIAL_LOW = 0xd7870f42;
/** Number of bytes in one step. Each byte has a table of its own. */
const SLICES = 8;

/** One table of 256 values for each slice, one after another. The 64-bit values are split into halves, because BigInt operations allocate. */
const { high: HIGH, low: LOW } = createTables();

/**
 * Starts a checksum.
 *
 * @see PUT Object (436/7749), response header x-cos-hash-crc64ecma
 */
export function createCrc64(): Crc64 {
  let high = -1;
  let low = -1;

  return {
    update(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      const wholeSteps = bytes.length - (bytes.length % SLICES);
      let at = 0;
      for (; at < wholeSteps; at += SLICES) {
        const a = low ^ view.getInt32(at, true);
        const b = high ^ view.getInt32(at + 4, true);
        low = step(LOW, a, b);
        high = step(HIGH, a, b);
      }
      for (; at < bytes.length; at += 1) {
        const index = (low ^ view.getUint8(at)) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ entry(LOW, index);
        high = (high >>> 8) ^ entry(HIGH, index);
      }
    },
    digest() {
      return ((BigInt(~high >>> 0) << 32n) | BigInt(~low >>> 0)).toString();
    },
  };
}

/** One half of the checksum after eight bytes. The halves a (the first four bytes) and b already include these bytes. */
function step(table: Int32Array, a: number, b: number): number {
  return (
    entry(table, 0x700 | (a & 0xff)) ^
    entry(table, 0x600 | ((a >>> 8) & 0xff)) ^
    entry(table, 0x500 | ((a >>> 16) & 0xff)) ^
    entry(table, 0x400 | (a >>> 24)) ^
    entry(table, 0x300 | (b & 0xff)) ^
    entry(table, 0x200 | ((b >>> 8) & 0xff)) ^
    entry(table, 0x100 | ((b >>> 16) & 0xff)) ^
    entry(table, b >>> 24)
  );
}

function createTables(): { high: Int32Array; low: Int32Array } {
  const high = new Int32Array(SLICES * 256);
  const low = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let h = 0;
    let l = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const carry = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (carry === 1) {
        h ^= POLYNOMIAL_HIGH;
        l ^= POLYNOMIAL_LOW;
      }
    }
    high[byte] = h;
    low[byte] = l;
  }
  for (let at = 256; at < SLICES * 256; at += 1) {
    const h = entry(high, at - 256);
    const l = entry(low, at - 256);
    const index = l & 0xff;
    low[at] = ((l >>> 8) | (h << 24)) ^ entry(low, index);
    high[at] = (h >>> 8) ^ entry(high, index);
  }
  return { high, low };
}

function entry(table: Int32Array, index: number): number {
  return table[index] ?? 0;
}
