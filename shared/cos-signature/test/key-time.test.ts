import { formatKeyTime } from "../src/index.ts";

describe("formatKeyTime", () => {
  test("joins start and end", () => {
    expect(formatKeyTime({ startSeconds: 1_557_989_151, endSeconds: 1_557_996_351 })).toBe("1557989151;1557996351");
  });

  test.each([
    ["an end equal to the start", 5, 5],
    ["an end before the start", 5, 4],
    ["a fraction of a second", 1.5, 4],
    ["a negative time", -1, 4],
    ["NaN", Number.NaN, 4],
  ])("rejects %s", (_, startSeconds, endSeconds) => {
    expect(() => formatKeyTime({ startSeconds, endSeconds })).toThrow(RangeError);
  });
});
