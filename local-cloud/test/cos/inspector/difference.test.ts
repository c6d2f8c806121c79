import { firstDifference } from "../../../src/cos/inspector/difference.ts";

test.each([
  ["a character", "abc", "aXc", { same: "a", marks: ["b", "X"], rests: ["c", "c"] }],
  ["the end of the left text", "ab", "abc", { same: "ab", marks: ["", "c"], rests: ["", ""] }],
  ["the end of the right text", "abc", "", { same: "", marks: ["a", ""], rests: ["bc", ""] }],
  ["a character of two UTF-16 units", "a😀b", "a😁b", { same: "a", marks: ["😀", "😁"], rests: ["b", "b"] }],
])("finds %s", (_what, left, right, expected) => {
  expect(firstDifference(left, right)).toEqual(expected);
});

test("finds nothing in equal texts", () => {
  expect(firstDifference("a\n", "a\n")).toBeUndefined();
});
