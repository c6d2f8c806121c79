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

  /** Vectors D11 and D12: also computed by Tencent's Node.js SDK. */
  test.each<[objectKey: string, query: Array<[string, string]>, list: string, signature: string]>([
    [
      "exampleobject.jpg",
      [["imageMogr2/thumbnail/200x/", ""]],
      "imagemogr2%2fthumbnail%2f200x%2f",
      "3f3ca2247117667e66ce2f5a11180357f97290a0",
    ],
    [
      "exampleobject.mp4",
      [
        ["ci-process", "snapshot"],
        ["time", "1"],
        ["format", "jpg"],
      ],
      "ci-process;format;time",
      "3e9b377c2ba9415183e3dd609d2af127eabf0ac3",
    ],
  ])("signs the parameters of %s and lists their names", (objectKey, query, list, signature) => {
    const url = new URL(signedUrl({ ...INPUT, objectKey, query }));
    expect([url.searchParams.get("q-url-param-list"), url.searchParams.get("q-signature")]).toEqual([list, signature]);
    for (const [name, value] of query) expect(url.searchParams.get(name)).toBe(value);
    // As Tencent's SDK writes it: the name encoded once, and a second time in the list.
    const first = query.map(([name, value]) => `${encodeURIComponent(name)}=${value}`).join("&");
    expect(url.search.startsWith(`?${first}&q-sign-algorithm=`)).toBe(true);
    expect(url.search).toContain(`q-url-param-list=${encodeURIComponent(list)}&`);
  });

  test("carries the token of temporary credentials", () => {
    const url = new URL(signedUrl({ ...INPUT, credentials: { ...INPUT.credentials, securityToken: "tok/en+==" } }));
    expect(url.searchParams.get("x-cos-security-token")).toBe("tok/en+==");
  });
});
