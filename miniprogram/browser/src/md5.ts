/*
 * MD5, RFC 1321. COS compares an upload with its MD5, and browsers compute none: `crypto.subtle` has no MD5, and does not exist at all on
 * plain http. Section numbers are those of the RFC.
 */

/** An MD5 under computation. */
export interface Md5 {
  /** Adds bytes. */
  update(bytes: Uint8Array): void;
  /** Ends the computation. Returns the digest in hex. Call it once, and `update` not after it. */
  digest(): string;
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 16;

/** Where the length is in the last block. 3.2 */
const LENGTH_OFFSET = 56;

/** How far steps rotate: four numbers for each round, which repeat four times. 3.4 */
const ROTATIONS = Int32Array.of(7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21);

/** The table T. 3.4 */
const SINES = Int32Array.from({ length: 64 }, (_, index) => Math.floor(2 ** 32 * Math.abs(Math.sin(index + 1))));

/**
 * Creates an MD5 of no bytes yet.
 *
 * @example
 * const md5 = createMd5();
 * md5.update(new Uint8Array([0x61, 0x62, 0x63]));
 * md5.digest(); // "900150983cd24fb0d6963f7d28e17f72"
 */
export function createMd5(): Md5 {
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  const block = new Uint8Array(BLOCK_BYTES);
  const words = new DataView(block.buffer);
  let byteCount = 0;

  function update(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; ) {
      const filled = byteCount % BLOCK_BYTES;
      const part = bytes.subarray(start, start + BLOCK_BYTES - filled);
      block.set(part, filled);
      start += part.length;
      byteCount += part.length;
      if (byteCount % BLOCK_BYTES === 0) addBlock(state, words);
    }
  }

  return {
    update,
    digest() {
      const lengthBytes = byteCount;
      const filled = (byteCount + 1) % BLOCK_BYTES;
      const zeros = (BLOCK_BYTES + LENGTH_OFFSET - filled) % BLOCK_BYTES;
      update(Uint8Array.of(0x80, ...new Uint8Array(zeros)));
      // In bits, of 64 bits: the low word first.
      words.setUint32(LENGTH_OFFSET, lengthBytes * 8, true);
      words.setUint32(LENGTH_OFFSET + 4, Math.floor(lengthBytes / 2 ** 29), true);
      addBlock(state, words);
      for (const [index, word] of state.entries()) words.setInt32(index * 4, word, true);
      return Array.from(block.subarray(0, DIGEST_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join("");
    },
  };
}

/** Adds a block of 64 bytes to the state. 3.4. Without iterators, which are slow in a loop over every block of a video. */
function addBlock(state: Int32Array, words: DataView): void {
  const [a0, b0, c0, d0] = [state[0] ?? 0, state[1] ?? 0, state[2] ?? 0, state[3] ?? 0];
  let a = a0;
  let b = b0;
  let c = c0;
  let d = d0;
  for (let step = 0; step < 64; step += 1) {
    const round = step >> 4;
    const word = words.getInt32(4 * wordOf(round, step), true);
    const sum = (a + mix(round, b, c, d) + (SINES[step] ?? 0) + word) | 0;
    const rotation = ROTATIONS[4 * round + (step & 3)] ?? 0;
    a = d;
    d = c;
    c = b;
    b = (b + ((sum << rotation) | (sum >>> (32 - rotation)))) | 0;
  }
  state[0] = a0 + a;
  state[1] = b0 + b;
  state[2] = c0 + c;
  state[3] = d0 + d;
}

/** The functions F, G, H and I. 3.4 */
function mix(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (b & d) | (c & ~d);
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d);
}

/** Which of the block's 16 words a step uses. 3.4 */
function wordOf(round: number, step: number): number {
  if (round === 0) return step;
  if (round === 1) return (5 * step + 1) & 15;
  return round === 2 ? (3 * step + 5) & 15 : (7 * step) & 15;
}
