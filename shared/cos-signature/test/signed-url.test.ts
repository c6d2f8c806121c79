import { signedUrl } from "../src/index.ts";

const INPUT = {
  scheme: "https",
  host: "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
  objectKey: "a b/it's(1)+100%~腾讯云.jpg",
  credentials: { secretId: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q", secretKey: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz" },
  keyTime: "1700000000;1700000900",
} as const;

describe("signedUrl", () => {
  test("encodes the path and puts the signature into parameters, each value encoded once", () => {
    const url = new URL(signedUrl(INPUT));
    expect(url.origin).toBe(`https://${INPUT.host}`);
    expect(url.pathname).toBe("/a%20b/it%27s%281%29%2B100%25~%E8%85%BE%E8%AE%AF%E4%BA%91.jpg");
    expect([...url.searchParams.keys()]).toEqual([
      "q-sign-algorithm",
      "q-ak",
      "q-sign-time",
      "q-key-time",
      "q-header-list",
      "q-url-param-list",
      "q-signature",
    ]);
    expect(url.search).toContain("q-sign-time=1700000000%3B1700000900&");
    expect(url.searchParams.get("q-signature")).toMatch(/^[0-9a-f]{40}$/);
  });

  test("carries the token of temporary credentials", () => {
    const url = new URL(signedUrl({ ...INPUT, credentials: { ...INPUT.credentials, securityToken: "tok/en+==" } }));
    expect(url.searchParams.get("x-cos-security-token")).toBe("tok/en+==");
  });
});
