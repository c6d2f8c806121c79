import fc from "fast-check";
import { matchesPattern } from "../../src/cam/wildcard.ts";

test.each<[text: string, pattern: string, fits: boolean]>([
  ["a", "a", true],
  ["a", "b", false],
  ["", "*", true],
  ["anything", "*", true],
  ["uploads/a.jpg", "uploads/*", true],
  ["uploads", "uploads/*", false],
  ["downloads/a", "uploads/*", false],
  ["image/png", "image/*", true],
  ["a-b-c", "a*b*c", true],
  ["a-c-b", "a*b*c", false],
  ["ab", "ab*ab", false],
  ["abab", "ab*ab", true],
  ["aXbXc", "a*X*X*c", true],
  ["aXc", "a*X*X*c", false],
  ["aXc", "a*Xc*c", false],
  ["a.b", "a?b", false],
  ["A", "a", false],
])("compares the text %j with the pattern %j: %s", (text, pattern, fits) => {
  expect(matchesPattern(text, pattern)).toBe(fits);
});

test("agrees with a regular expression for any text and pattern", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "."), maxLength: 10 });
  fc.assert(
    fc.property(letters, letters, (text, pattern) => {
      const source = pattern.replaceAll(".", "\\.").replaceAll("*", "[^]*");
      expect(matchesPattern(text, pattern)).toBe(new RegExp(`^${source}$`).test(text));
    }),
  );
});
