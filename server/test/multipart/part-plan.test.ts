import fc from "fast-check";
import { partBytesOf, partNumbersOf, planOf, planParts } from "../../src/multipart/part-plan.ts";

const MEBIBYTE = 1024 ** 2;
const MAX_OBJECT_BYTES = 5 * 1024 ** 3;
const size = fc.integer({ min: 1, max: MAX_OBJECT_BYTES });

describe("planParts", () => {
  test("the parts add up to the file, and only the last one is shorter", () => {
    fc.assert(
      fc.property(size, (bytes) => {
        const plan = planParts(bytes);
        const parts = partNumbersOf(plan).map((partNumber) => partBytesOf(plan, partNumber));
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(bytes);
        expect(parts.slice(0, -1).every((part) => part === plan.partBytes)).toBe(true);
        const last = parts.at(-1) ?? 0;
        expect(last >= 1 && last <= plan.partBytes).toBe(true);
      }),
    );
  });

  test("has whole MiB, at most 1,000 parts, and no smaller size would do", () => {
    fc.assert(
      fc.property(size, (bytes) => {
        const { partBytes, partCount } = planParts(bytes);
        expect(partBytes % MEBIBYTE).toBe(0);
        expect(partCount).toBeLessThanOrEqual(1_000);
        if (partBytes > MEBIBYTE) expect(planOf(bytes, partBytes - MEBIBYTE).partCount).toBeGreaterThan(1_000);
      }),
    );
  });

  test.each([
    [1, MEBIBYTE, 1],
    [MEBIBYTE, MEBIBYTE, 1],
    [MEBIBYTE + 1, MEBIBYTE, 2],
    [1_000 * MEBIBYTE, MEBIBYTE, 1_000],
    [1_000 * MEBIBYTE + 1, 2 * MEBIBYTE, 501],
    [MAX_OBJECT_BYTES, 6 * MEBIBYTE, 854],
  ])("%i bytes → parts of %i bytes, %i of them", (bytes, partBytes, partCount) => {
    expect(planParts(bytes)).toEqual({ size: bytes, partBytes, partCount });
  });
});
