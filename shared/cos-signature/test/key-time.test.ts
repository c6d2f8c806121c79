import { formatKeyTime } from "../src/index.ts";

describe("formatKeyTime", () => {
  it("joins start and end", () => {
    expect(formatKeyTime({ startSeconds: 1_557_989_151, endSeconds: 1_557_996_351 })).toBe("1557989151;1557996351");
  });

  it.each([
    ["an end that is the start", 5, 5],
    ["an end before the start", 5, 4],
    ["part of a second", 1.5, 4],
    ["a negative time", -1, 4],
    ["no number", Number.NaN, 4],
  ])("refuses %s", (_, startSeconds, endSeconds) => {
    expect(() => formatKeyTime({ startSeconds, endSeconds })).toThrow(RangeError);
  });
});
