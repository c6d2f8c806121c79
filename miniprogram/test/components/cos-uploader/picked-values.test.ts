import fc from "fast-check";
import { bytesOf, elementsOf, fieldsOf, numberOf, textOf } from "../../../src/components/cos-uploader/picked-values";

test.each([
  [2048, 2048],
  ["2048", 2048],
  [" 2048 ", 2048],
  ["6144000000", 6_144_000_000],
  [2048.7, 2048],
  [0, 0],
  ["", 0],
  [" ", 0],
  [-1, 0],
  ["-1", 0],
  [Number.NaN, 0],
  [Number.POSITIVE_INFINITY, 0],
  ["1e400", 0],
  [1e300, 0],
  ["2 KB", 0],
  [true, 0],
  [null, 0],
  [undefined, 0],
  [{}, 0],
  [[2048], 0],
  [{ valueOf: () => 5 }, 0],
])("a size of %j is %i bytes", (value, bytes) => {
  expect(bytesOf(value)).toBe(bytes);
});

test.each([
  [3, 3],
  ["3.5", 3.5],
  [-1, -1],
  [Number.NaN, undefined],
  ["", undefined],
  ["a", undefined],
  [Number.NEGATIVE_INFINITY, undefined],
  [undefined, undefined],
  [[1], undefined],
])("%j as a number is %s", (value, number) => {
  expect(numberOf(value)).toBe(number);
});

test("an array's holes are undefined, and nothing else has elements", () => {
  // biome-ignore lint/suspicious/noSparseArray: that is what is tested
  expect(elementsOf([1, , 3])).toEqual([1, undefined, 3]);
  for (const value of [undefined, null, "ab", { length: 1, 0: "a" }, 7]) expect(elementsOf(value)).toEqual([]);
});

test("anything is taken, and comes out as what is needed", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(typeof textOf(value)).toBe("string");
      expect(typeof fieldsOf(value)).toBe("object");
      expect(Array.isArray(elementsOf(value))).toBe(true);
      expect(Number.isSafeInteger(bytesOf(value)) && bytesOf(value) >= 0).toBe(true);
    }),
  );
});
