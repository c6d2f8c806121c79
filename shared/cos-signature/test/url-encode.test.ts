import fc from "fast-check";
import { objectUrl, urlEncode, urlEncodePath } from "../src/index.ts";

describe("urlEncode", () => {
  test("leaves only the unreserved characters of RFC 3986 unencoded", () => {
    const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
    expect(ascii.filter((character) => urlEncode(character) === character).join("")).toBe(
      "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~",
    );
  });

  test.each([
    ["!'()*", "%21%27%28%29%2A"],
    [" /+=&", "%20%2F%2B%3D%26"],
    ["腾讯云", "%E8%85%BE%E8%AE%AF%E4%BA%91"],
    ["", ""],
  ])("encodes %j as %s", (text, encoded) => expect(urlEncode(text)).toBe(encoded));

  test("is reversed by decodeURIComponent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => expect(decodeURIComponent(urlEncode(text))).toBe(text)),
    );
  });
});

describe("urlEncodePath", () => {
  test("keeps slashes", () => expect(urlEncodePath("/a b/腾*.jpg")).toBe("/a%20b/%E8%85%BE%2A.jpg"));
});

describe("objectUrl", () => {
  test("returns a URL whose path decodes to the key", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1 }).filter((key) => !/(^|\/)\.{1,2}(\/|$)/.test(key)),
        (key) => {
          const url = new URL(objectUrl("https", "b-1.cos.ap-beijing.myqcloud.com", key));
          expect(decodeURIComponent(url.pathname)).toBe(`/${key}`);
          expect(url.search + url.hash).toBe("");
        },
      ),
    );
  });
});
