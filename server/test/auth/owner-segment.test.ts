import { createHmac } from "node:crypto";
import { createOwnerSegment } from "../../src/auth/index.ts";
import { isOwner } from "../../src/owner.ts";

const KEY = "owner-key-of-the-test-0123456789abcdef";

describe("createOwnerSegment", () => {
  test("gives the first 128 bits of HMAC-SHA256 in hex, always the same", () => {
    const expected = createHmac("sha256", KEY).update("oABC-123").digest("hex").slice(0, 32);
    expect(createOwnerSegment(KEY)("oABC-123")).toBe(expected);
    expect(createOwnerSegment(KEY)("oABC-123")).toBe(expected);
  });

  test("gives others for another user and for another key", () => {
    const owners = [createOwnerSegment(KEY)("a"), createOwnerSegment(KEY)("b"), createOwnerSegment(`${KEY}x`)("a")];
    expect(new Set(owners).size).toBe(3);
  });

  test.each(["../../x", "用户", "A@b.c", "\0"])("makes a path segment of %j", (id) => {
    expect(isOwner(createOwnerSegment(KEY)(id))).toBe(true);
  });
});

describe("isOwner", () => {
  test.each(["a", "user-42", "0123456789abcdef", "a".repeat(64)])("%s – is one", (text) => {
    expect(isOwner(text)).toBe(true);
  });

  test.each(["", "A", "a/b", "..", "a.b", "-a", "a-", "a b", "a\n", "a*", "a".repeat(65)])("%j – is none", (text) => {
    expect(isOwner(text)).toBe(false);
  });
});
