import fc from "fast-check";
import { fieldParts, formRequest } from "../support/multipart.ts";
import { policyText, signedFields } from "../support/post-form.ts";
import { send } from "../support/send.ts";
import { presignedRequest, signedRequest, type ToSign } from "../support/signed-request.ts";
import { storedText } from "../support/stored-text.ts";
import { useTestBucket } from "../support/test-bucket.ts";

// In two public error bodies of COS, the path has a raw plus sign and the FormatString has a space in its place.

const bucket = useTestBucket();

/** Signs a request for `key` and sends it with another spelling of its target. */
function sendAs(target: (encoded: string) => string, toSign: Omit<ToSign, "host">, sign = signedRequest) {
  const request = sign({ host: bucket().host, ...toSign });
  return send(bucket().port, { ...request, target: target(request.target) });
}

const asIs = (target: string) => target;
const withRawPlus = (target: string) => target.replaceAll("%2B", "+");
const withPlusForSpace = (target: string) => target.replaceAll("%20", "+");

describe("a raw plus sign in a path is a space", () => {
  test("rejects a PUT signed for the plus sign, with the space in FormatString, and stores nothing", async () => {
    const response = await sendAs(withRawPlus, { method: "PUT", key: "uploads/a+b.txt", body: "a" });
    expect([response.status, response.xml("Code")]).toEqual([403, "SignatureDoesNotMatch"]);
    expect(response.xml("FormatString")).toMatch(/^put\n\/uploads\/a b\.txt\n/);
    expect(response.xml("Resource")).toBe(`${bucket().host}/uploads/a+b.txt`);
    expect(await bucket().files()).toEqual([]);
  });

  test("stores a PUT signed for the space under the key with the space", async () => {
    const response = await sendAs(withPlusForSpace, { method: "PUT", key: "uploads/a b.txt", body: "a" });
    expect(response.status).toBe(200);
    expect(await storedText(bucket(), "uploads/a b.txt")).toBe("a");
  });

  test.each(["GET", "HEAD", "DELETE"])("rejects a %s signed for the plus sign and keeps the object", async (method) => {
    await sendAs(asIs, { method: "PUT", key: "a+b", body: "a" });
    expect((await sendAs(withRawPlus, { method, key: "a+b" })).status).toBe(403);
    expect((await sendAs(withRawPlus, { method, key: "a+b" }, presignedRequest)).status).toBe(403);
    expect(await storedText(bucket(), "a+b")).toBe("a");
  });

  test("finds the key with the space in an anonymous GET of a public object", async () => {
    const headers = [["x-cos-acl", "public-read"]] as const;
    await sendAs(asIs, { method: "PUT", key: "a b", body: "space", headers });
    await sendAs(asIs, { method: "PUT", key: "a+b", body: "plus", headers });
    const get = (target: string) =>
      send(bucket().port, { method: "GET", target, headers: [["Host", bucket().host]] }).then(({ text }) => text);
    expect([await get("/a+b"), await get("/a%20b"), await get("/a%2Bb"), await get("/a%2bb")]).toEqual([
      ...["space", "space"],
      ...["plus", "plus"],
    ]);
  });

  test("decodes an absolute target in the same way", async () => {
    const toAbsolute = (target: string) => `http://${bucket().host}${target}`;
    const put = (target: (text: string) => string) =>
      sendAs((text) => toAbsolute(target(text)), { method: "PUT", key: "a+b", body: "a" });
    expect([(await put(withRawPlus)).status, (await put(asIs)).status]).toEqual([403, 200]);
  });

  test("stores any key with its plus signs as %2B and rejects it with raw ones", async () => {
    const piece = fc.constantFrom("+", " ", "%", "2B", "/", "a", "照");
    const plusKey = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `k${pieces.join("")}+`);
    await fc.assert(
      fc.asyncProperty(plusKey, async (key) => {
        const files = (await bucket().files()).length;
        expect((await sendAs(withRawPlus, { method: "PUT", key, body: "a" })).status).toBe(403);
        expect(await bucket().files()).toHaveLength(files);
        expect((await sendAs(asIs, { method: "PUT", key, body: "a" })).status).toBe(200);
        expect(await storedText(bucket(), key)).toBe("a");
      }),
      { numRuns: 25 },
    );
  });
});

describe("a raw plus sign in a query is a space too", () => {
  const listOf = (prefix: string): Omit<ToSign, "host"> => ({ method: "GET", query: [["prefix", prefix]] });

  beforeEach(async () => {
    for (const key of ["a+b", "a b"]) await sendAs(asIs, { method: "PUT", key, body: "a" });
  });

  test.each([
    ["%2B, signed for the plus sign", asIs, "a+b", 200, "a+b"],
    ["+, signed for the plus sign", withRawPlus, "a+b", 403, undefined],
    ["+, signed for the space", withPlusForSpace, "a b", 200, "a b"],
    ["%20, signed for the space", asIs, "a b", 200, "a b"],
  ])("decodes a prefix with %s", async (_how, target, prefix, status, key) => {
    for (const sign of [signedRequest, presignedRequest]) {
      const response = await sendAs(target, listOf(prefix), sign);
      expect([response.status, response.xml("Key")]).toEqual([status, key]);
    }
  });

  test("has %2b for a plus sign in a parameter's name and in q-url-param-list", async () => {
    const key = "a+b.png";
    // The only names that can have a plus sign are those of images. This instruction does not exist, which the signature does not depend on.
    const toSign = { method: "GET", key, query: [["imageMogr2/x+y", ""]] } as const;
    expect((await sendAs(asIs, toSign)).status).toBe(501);
    expect((await sendAs(asIs, toSign, presignedRequest)).status).toBe(501);
    const request = signedRequest({ host: bucket().host, ...toSign });
    const headers = request.headers.map(([name, value]) => [name, value.replace("x%2by", "x+y")] as const);
    expect((await send(bucket().port, { ...request, headers })).status).toBe(403);
    expect((await sendAs((target) => target.replace("x%2By", "x+y"), toSign)).status).toBe(403);
  });
});

describe("a plus sign outside of a URL is a plus sign", () => {
  test("in the value and in the name of a signed header", async () => {
    const headers = [
      ["Content-MD5", "NrgiUjXVb+6pHSN1Qz6EKA=="],
      ["x-plus+sign", "1+1"],
      ["x-cos-meta-sum", "1+1"],
    ] as const;
    const response = await sendAs(asIs, { method: "PUT", key: "a", body: "+".repeat(3), headers });
    // The MD5 belongs to another text. The test only checks that the signature is valid.
    expect(response.xml("Code")).toBe("BadDigest");
    expect((await sendAs(asIs, { method: "PUT", key: "a", body: "a", headers: headers.slice(1) })).status).toBe(200);
    expect((await sendAs(asIs, { method: "HEAD", key: "a" })).headers["x-cos-meta-sum"]).toBe("1+1");
  });

  test("in a form's key, which the Location contains with %2B", async () => {
    const key = "uploads/a+b.txt";
    const fields = { ...signedFields(policyText([{ key }])), key };
    const file = { name: "file", value: "a", filename: "a+b.txt" };
    const response = await send(bucket().port, formRequest(bucket().host, [...fieldParts(fields), file]));
    expect([response.status, response.headers.location]).toEqual([204, `http://${bucket().host}/uploads/a%2Bb.txt`]);
    expect(await storedText(bucket(), key)).toBe("a");
  });
});
