import fc from "fast-check";
import {
  combineCrc64,
  crc64,
  crc64FromHex,
  crc64ToDecimal,
  crc64ToHex,
} from "../../../src/uploader/multipart/parts/crc64";
import { slowCrc64 } from "../../fakes/slow-crc64";

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));
const bytes = fc.uint8Array({ maxLength: 300 });

test.each([
  // The check value of https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-xz
  ["123456789", "995dc9bbdf1939fa", "11051210869376104954"],
  ["", "0000000000000000", "0"],
])("the CRC-64 of %j is %s, in decimal %s", (text, hex, decimal) => {
  const checksum = crc64(bytesOf(text));
  expect([crc64ToHex(checksum), crc64ToDecimal(checksum)]).toEqual([hex, decimal]);
});

test("is that of the definition, in hexadecimal and decimal, for any bytes", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      const expected = slowCrc64(data);
      expect(crc64ToHex(crc64(data))).toBe(expected.toString(16).padStart(16, "0"));
      expect(crc64ToDecimal(crc64(data))).toBe(`${expected}`);
    }),
  );
});

test("any number has its decimal digits, as BigInt prints them", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (number) => {
      const read = crc64FromHex(number.toString(16).padStart(16, "0"));
      expect(read && crc64ToDecimal(read)).toBe(`${number}`);
    }),
  );
});

test("the checksum of a whole follows from those of its pieces, of any lengths", () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 8 }), (pieces) => {
      const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
      const checksums = pieces.map((piece) => ({ checksum: crc64(piece), bytes: piece.length }));
      expect(combineCrc64(checksums)).toEqual(crc64(whole));
    }),
  );
});

test("combines pieces as long as those of files of many gigabytes", () => {
  // x^(8 · 2^33) by squaring, with BigInt: 36 squarings of x.
  const zeros = 2 ** 33;
  const first = crc64(bytesOf("123456789"));
  const byHalves = [zeros / 2, zeros / 2].reduce(
    (checksum, count) =>
      combineCrc64([
        { checksum, bytes: 9 },
        { checksum: { high: 0, low: 0 }, bytes: count },
      ]),
    first,
  );
  expect(
    combineCrc64([
      { checksum: first, bytes: 9 },
      { checksum: { high: 0, low: 0 }, bytes: zeros },
    ]),
  ).toEqual(byHalves);
});

test.each([
  "",
  "995dc9bbdf1939f",
  "995dc9bbdf1939fa0",
  "995DC9BBDF1939FA",
  "x95dc9bbdf1939fa",
])("%j is no saved checksum", (text) => {
  expect(crc64FromHex(text)).toBeUndefined();
});
