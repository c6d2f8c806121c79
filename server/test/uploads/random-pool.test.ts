import fc from "fast-check";
import { createRandomPool } from "../../src/uploads/random-pool.ts";

describe("createRandomPool", () => {
  test("returns every byte of its source at most once, in the requested amounts", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 40 }), (sizes) => {
        let draws = 0;
        const source = (bytes: number) => {
          draws += 1;
          return Buffer.from(Array.from({ length: bytes }, (_, index) => ((draws * 5003 + index) * 7) & 0xff));
        };
        const given: Buffer[] = [];
        const pool = createRandomPool(source);
        for (const size of sizes) given.push(pool(size));
        expect(given.map((bytes) => bytes.length)).toEqual(sizes);
        const ranges = given
          .filter((bytes) => bytes.length > 0)
          .map((bytes) => ({ buffer: bytes.buffer, start: bytes.byteOffset, end: bytes.byteOffset + bytes.length }));
        const overlapping = ranges.some((a, i) =>
          ranges.some((b, j) => i < j && a.buffer === b.buffer && a.start < b.end && b.start < a.end),
        );
        expect(overlapping).toBe(false);
      }),
    );
  });

  test("draws once for 256 object keys", () => {
    const source = jest.fn((bytes: number) => Buffer.alloc(bytes));
    const pool = createRandomPool(source);
    for (let key = 0; key < 257; key += 1) pool(16);
    expect(source.mock.calls).toEqual([[4096], [4096]]);
  });
});
