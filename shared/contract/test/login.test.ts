import { loginRequest } from "../src/index.ts";

describe("loginRequest", () => {
  test("accepts a code from wx.login", () => {
    expect(loginRequest.parse({ code: "0b3aBcXYZ0123456789abcdefghijklm" })).toEqual({
      code: "0b3aBcXYZ0123456789abcdefghijklm",
    });
  });

  test.each([
    {},
    { code: "" },
    { code: 1 },
    { code: "a b" },
    { code: "代" },
    { code: "a".repeat(257) },
    { code: "a", openid: "o" },
  ])("rejects %j", (body) => {
    expect(loginRequest.safeParse(body).success).toBe(false);
  });
});
