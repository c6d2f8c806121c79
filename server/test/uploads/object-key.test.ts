import { randomBytes } from "node:crypto";
import { createObjectKeyFactory } from "../../src/uploads/object-key.ts";

const AT = Date.parse("2026-01-04T16:05:09Z") / 1000;
const fixedBytes = (bytes: number) => Buffer.alloc(bytes, 0xab);

describe("createObjectKeyFactory", () => {
  test.each([
    ["Asia/Shanghai", "uploads/20260105/20260105000509-abababababababababababababababab.jpg"],
    ["UTC", "uploads/20260104/20260104160509-abababababababababababababababab.jpg"],
    ["America/New_York", "uploads/20260104/20260104110509-abababababababababababababababab.jpg"],
  ])("dates the key in %s", (timeZone, key) => {
    expect(createObjectKeyFactory({ prefix: "uploads", timeZone, randomBytes: fixedBytes })("jpg", AT)).toBe(key);
  });

  test("writes midnight as 00, not 24", () => {
    const createObjectKey = createObjectKeyFactory({ prefix: "a/b", timeZone: "UTC", randomBytes: fixedBytes });
    expect(createObjectKey("png", Date.parse("2026-12-31T00:00:00Z") / 1000)).toMatch(
      /^a\/b\/20261231\/20261231000000-/,
    );
  });

  test("follows the clock from one second to the next, and back", () => {
    const createObjectKey = createObjectKeyFactory({ prefix: "u", timeZone: "UTC", randomBytes: fixedBytes });
    const digits = [AT, AT + 1, AT].map((seconds) => createObjectKey("jpg", seconds).slice(11, 25));
    expect(digits).toEqual(["20260104160509", "20260104160510", "20260104160509"]);
  });

  test("takes 128 bits from the source for each key", () => {
    const asked: number[] = [];
    const source = (bytes: number) => {
      asked.push(bytes);
      return randomBytes(bytes);
    };
    const createObjectKey = createObjectKeyFactory({ prefix: "u", timeZone: "UTC", randomBytes: source });
    const keys = new Set(Array.from({ length: 1_000 }, () => createObjectKey("jpg", AT)));
    expect(keys.size).toBe(1_000);
    expect(new Set(asked)).toEqual(new Set([16]));
  });

  test("rejects an unknown time zone", () => {
    expect(() => createObjectKeyFactory({ prefix: "u", timeZone: "Asia/Atlantis", randomBytes })).toThrow(RangeError);
  });
});
