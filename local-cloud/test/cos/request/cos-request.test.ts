import { parseRequest } from "../../../src/cos/request/cos-request.ts";

test.each([
  ["/", "/", "", []],
  [
    "/a%20b%2Fc?prefix=x%26y&acl&=z",
    "/a b/c",
    "a b/c",
    [
      ["prefix", "x&y"],
      ["acl", ""],
      ["", "z"],
    ],
  ],
  ["/a+b?c+d=e+f", "/a b", "a b", [["c d", "e f"]]],
  ["/a%2Bb?c%2bd=e%2Bf", "/a+b", "a+b", [["c+d", "e+f"]]],
  [
    "/a?b=c=d&&e=",
    "/a",
    "a",
    [
      ["b", "c=d"],
      ["e", ""],
    ],
  ],
  ["//a", "//a", "/a", []],
  ["http://host:1/a?b", "/a", "a", [["b", ""]]],
  ["http://host", "/", "", []],
])("parses the target %s", (url, pathname, key, query) => {
  expect(parseRequest({ method: "GET", url, rawHeaders: [] })).toMatchObject({ pathname, key, query });
});

test.each(["/%", "/%e8%85", "/a?b=%zz", "*", "a"])("rejects the target %s as InvalidURI", (url) => {
  expect(() => parseRequest({ method: "GET", url, rawHeaders: [] })).toThrow(
    expect.objectContaining({ code: "InvalidURI" }),
  );
});

test("keeps order and repetition of headers, and bytes that are not UTF-8", () => {
  const rawHeaders = ["Host", "h", "A", "1", "a", "2", "B", "\u00e7\u0085\u00a7", "C", "\u00e9"];
  expect(parseRequest({ method: "GET", url: "/", rawHeaders }).headers).toEqual([
    ["host", "h"],
    ["a", "1"],
    ["a", "2"],
    ["b", "照"],
    ["c", "\u00e9"],
  ]);
});
