import COS from "cos-nodejs-sdk-v5";
import fc from "fast-check";
import { authorize, urlEncode } from "../src/index.ts";
import vectors from "./vectors.json";

const { secretId, secretKey } = vectors;
const credentials = { secretId, secretKey };

describe("authorize", () => {
  test.each(vectors.requests)("returns every published intermediate value of $id: $method $pathname", (vector) => {
    const signed = authorize({
      ...vector,
      query: Object.entries<string>(vector.query),
      headers: Object.entries<string>(vector.headers),
      credentials,
    });
    const { httpString, signKey, stringToSign, headerList, urlParamList, signature } = vector;
    expect(signed).toEqual({
      httpString,
      signKey,
      stringToSign,
      headerList,
      urlParamList,
      signature,
      authorization:
        `q-sign-algorithm=sha1&q-ak=${secretId}&q-sign-time=${vector.keyTime}&q-key-time=${vector.keyTime}` +
        `&q-header-list=${headerList}&q-url-param-list=${urlParamList}&q-signature=${signature}`,
    });
  });

  test("accepts headers and parameters in any order and any case", () => {
    const input = { method: "PUT", pathname: "/a", keyTime: "1700000000;1700000900", credentials };
    const one = authorize({
      ...input,
      headers: [
        ["Host", "h"],
        ["content-length", "1"],
      ],
      query: [
        ["B", "2"],
        ["a", "1"],
      ],
    });
    const two = authorize({
      ...input,
      headers: [
        ["CONTENT-LENGTH", "1"],
        ["host", "h"],
      ],
      query: [
        ["A", "1"],
        ["b", "2"],
      ],
    });
    expect(two.authorization).toBe(one.authorization);
  });

  test("rejects a path that does not begin with a slash", () => {
    const sign = () => authorize({ method: "PUT", pathname: "a.jpg", keyTime: "1;2", credentials });
    expect(sign).toThrow(new TypeError('the path to sign must begin with "/", not with "a"'));
  });

  test("rejects text that has no UTF-8 form", () => {
    expect(() =>
      authorize({ method: "GET", pathname: "/", query: [["a", "\ud800"]], keyTime: "1;2", credentials }),
    ).toThrow(URIError);
  });

  test("sorts names in their encoded form, which the SDK does in its lists but not in the text that it hashes", () => {
    const { httpString, urlParamList } = authorize({
      method: "GET",
      pathname: "/",
      query: [
        ["a0", "zero"],
        ["a/", "slash"],
      ],
      keyTime: "1;2",
      credentials,
    });
    expect(urlParamList).toBe("a%2f;a0");
    expect(httpString).toContain("\na%2f=slash&a0=zero\n");
  });
});

describe("authorize beside cos-nodejs-sdk-v5's getAuthorization", () => {
  const NOW_MS = 1_700_000_000_500;
  beforeEach(() => void jest.spyOn(Date, "now").mockReturnValue(NOW_MS));
  afterEach(() => void jest.restoreAllMocks());

  const odd = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom(
        "a",
        "A",
        "0",
        "/",
        " ",
        "+",
        "%",
        "&",
        "=",
        "!",
        "'",
        "(",
        ")",
        "*",
        "~",
        "腾",
        "讯",
        "云",
      ),
      maxLength: 12,
    }),
    fc.constantFrom("", "%41", "x-cos-acl", "X-Cos-Acl", "uploadId", "uploadid", "__proto__x", "腾讯云"),
  );
  const wellFormed = odd.filter((text) => text.isWellFormed());
  const nameValues = fc
    .array(
      fc.tuple(
        wellFormed.filter((name) => name !== "" && name !== "__proto__"),
        wellFormed,
      ),
      { maxLength: 6 },
    )
    .map((pairs) => Object.fromEntries(pairs))
    .filter((query) => sortsAlike(Object.keys(query)));
  const headers = fc
    .uniqueArray(
      fc.constantFrom(
        "Host",
        "Content-Type",
        "Content-Length",
        "Content-MD5",
        "x-cos-acl",
        "X-COS-Meta-A",
        "x-cos-meta-a",
        "Range",
      ),
      { maxLength: 6 },
    )
    .chain((names) => fc.tuple(...names.map((name) => fc.tuple(fc.constant(name), wellFormed))))
    .map((pairs) => Object.fromEntries(pairs));
  const input = fc.record({
    method: fc.constantFrom("GET", "PUT", "POST", "HEAD", "DELETE", "put"),
    // A key must not begin with a slash; the SDK would remove it.
    key: wellFormed.filter((key) => !key.startsWith("/")),
    query: nameValues,
    headers,
    lifetimeSeconds: fc.integer({ min: 1, max: 86_400 }),
  });

  test("returns the same authorization for 2,000 generated requests", () => {
    const cos = new COS({ SecretId: secretId, SecretKey: secretKey });
    let compared = 0;
    fc.assert(
      fc.property(input, ({ method, key, query, headers, lifetimeSeconds }) => {
        const expected = cos.getAuth({
          Method: method as COS.Method,
          Key: key,
          Query: query,
          Headers: headers,
          Expires: lifetimeSeconds,
        });
        const startSeconds = Math.round(NOW_MS / 1000) - 1;
        const { authorization } = authorize({
          method,
          pathname: `/${key}`,
          query: Object.entries(query),
          headers: Object.entries(headers),
          keyTime: `${startSeconds};${startSeconds + lifetimeSeconds}`,
          credentials,
        });
        compared += 1;
        expect(authorization).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThanOrEqual(2_000);
  });

  /** The SDK sorts the hashed names before it encodes them, and the listed names after. Its result is valid only if both orders agree. */
  function sortsAlike(names: string[]): boolean {
    const raw = [...names]
      .sort((a, b) => compare(a.toLowerCase(), b.toLowerCase()))
      .map((name) => urlEncode(name).toLowerCase());
    return raw.every((name, index) => index === 0 || compare(String(raw[index - 1]), name) <= 0);
  }

  function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
  }
});
