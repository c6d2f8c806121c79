import { createHash } from "node:crypto";
import { array, assert, property, uint8Array } from "fast-check";
import { createMd5 } from "../../browser/src/md5";

const nodeMd5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");

function md5(...parts: readonly Uint8Array[]): string {
  const computation = createMd5();
  for (const part of parts) computation.update(part);
  return computation.digest();
}

/** RFC 1321, A.5 */
const VECTORS: ReadonlyArray<readonly [text: string, digest: string]> = [
  ["", "d41d8cd98f00b204e9800998ecf8427e"],
  ["a", "0cc175b9c0f1b6a831c399e269772661"],
  ["abc", "900150983cd24fb0d6963f7d28e17f72"],
  ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
  ["abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"],
  ["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"],
  [
    "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
    "57edf4a22be3c955ac49da2e2107b67a",
  ],
];

test.each(VECTORS)("the digest of %j is the one in RFC 1321", (text, digest) => {
  expect(md5(new TextEncoder().encode(text))).toBe(digest);
});

test("any bytes in any parts have the digest that node:crypto computes", () => {
  void assert(
    property(array(uint8Array({ maxLength: 200 }), { maxLength: 6 }), (parts) => {
      expect(md5(...parts)).toBe(nodeMd5(Buffer.concat(parts)));
    }),
  );
});

// The padding differs around the ends of a block, at 56 and 64 bytes.
test("every length up to three blocks has the digest that node:crypto computes", () => {
  const bytes = Uint8Array.from({ length: 192 }, (_, index) => (index * 37) % 256);
  const lengths = Array.from({ length: 193 }, (_, length) => length);
  const wrong = lengths.filter((length) => md5(bytes.subarray(0, length)) !== nodeMd5(bytes.subarray(0, length)));
  expect(wrong).toEqual([]);
});
