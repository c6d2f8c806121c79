import fc from "fast-check";
import { parseByteRange } from "../../../src/cos/object/byte-range.ts";

test.each([
  ["bytes=0-3", 10, { start: 0, end: 3 }],
  ["bytes=4-", 10, { start: 4, end: 9 }],
  ["bytes=4-100", 10, { start: 4, end: 9 }],
  ["bytes=-4", 10, { start: 6, end: 9 }],
  ["bytes=-100", 10, { start: 0, end: 9 }],
  ["bytes=9-9", 10, { start: 9, end: 9 }],
])("parses %s of %d bytes", (header, bytes, range) => {
  expect(parseByteRange(header, bytes)).toEqual(range);
});

test.each([
  undefined,
  "",
  "bytes=-",
  "bytes=a-b",
  "bytes=3-2",
  "bytes=0-1,3-4",
  "lines=0-1",
  "bytes 0-1",
])("reads %j as the whole object", (header) => {
  expect(parseByteRange(header, 10)).toBeUndefined();
});

test.each([
  ["bytes=10-", 10],
  ["bytes=10-11", 10],
  ["bytes=-0", 10],
  ["bytes=0-", 0],
  ["bytes=-1", 0],
])("rejects %s of %d bytes as InvalidRange", (header, bytes) => {
  expect(() => parseByteRange(header, bytes)).toThrow(
    expect.objectContaining({ code: "InvalidRange", headers: { "Content-Range": `bytes */${bytes}` } }),
  );
});

test("returns the slice of any range in the object", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(300), fc.nat(300), (bytes, a, b) => {
      const [first, last] = a < b ? [a, b] : [b, a];
      fc.pre(first < bytes.length);
      const range = parseByteRange(`bytes=${first}-${last}`, bytes.length);
      expect(bytes.slice(range?.start, (range?.end ?? 0) + 1)).toEqual(bytes.slice(first, last + 1));
    }),
  );
});
