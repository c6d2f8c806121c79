import fc from "fast-check";
import { createCrc64 } from "../../../src/cos/object/crc64.ts";

function crc64Of(...chunks: Uint8Array[]): string {
  const crc64 = createCrc64();
  for (const chunk of chunks) crc64.update(chunk);
  return crc64.digest();
}

test.each([
  // PUT Object (436/7749) and Upload Part (436/7750), "Samples"
  ["[Object Content]", "16749565679157681890"],
  ["[Object Part]", "4510578591875220731"],
  // The check value of CRC-64/XZ, 0x995dc9bbdf1939fa
  ["123456789", "11051210869376104954"],
  ["", "0"],
])("returns the published CRC of %j: %s", (text, crc64) => {
  expect(crc64Of(Buffer.from(text))).toBe(crc64);
});

test("does not depend on how the bytes are split into chunks", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(200), { maxLength: 5 }), (bytes, cuts) => {
      const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(crc64Of(...chunks)).toBe(crc64Of(bytes));
    }),
  );
});
