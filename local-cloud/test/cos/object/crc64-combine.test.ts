import fc from "fast-check";
import { createCrc64 } from "../../../src/cos/object/crc64.ts";
import { combineCrc64 } from "../../../src/cos/object/crc64-combine.ts";

function checksummed(bytes: Uint8Array) {
  const crc64 = createCrc64();
  crc64.update(bytes);
  return { bytes: bytes.length, crc64: crc64.digest() };
}

test("equals the checksum of the joined bytes, however they are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (pieces) => {
      expect(combineCrc64(pieces.map(checksummed))).toBe(checksummed(Buffer.concat(pieces)).crc64);
    }),
  );
});

test("equals the checksum of the joined bytes with pieces of a mebibyte", () => {
  const pieces = [1, 2, 3].map((byte) => Buffer.alloc(1024 ** 2 + (byte === 3 ? -7 : 0), byte));
  expect(combineCrc64(pieces.map(checksummed))).toBe(checksummed(Buffer.concat(pieces)).crc64);
});
