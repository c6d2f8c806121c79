import { LOCAL_COS_DEFAULTS } from "../../src/cos/index.ts";
import { fieldParts, formRequest } from "./support/multipart.ts";
import { policyText, signedFields } from "./support/post-form.ts";
import { send, type WireResponse } from "./support/send.ts";
import { presignedRequest, signedRequest, type ToSign } from "./support/signed-request.ts";
import { useTestBucket } from "./support/test-bucket.ts";

/** Rows of docs/local-cos.md, "Stricter than COS, or not published". */
const bucket = useTestBucket();

const verdict = (response: WireResponse) => [response.status, response.xml("Code")];

/** Sends a signed PUT whose Authorization has been changed. */
async function putWith(change: (authorization: string) => string): Promise<WireResponse> {
  const request = signedRequest({ method: "PUT", key: "a", host: bucket().host, body: "a" });
  const headers = request.headers.map(
    ([name, value]) => [name, name === "Authorization" ? change(value) : value] as const,
  );
  return send(bucket().port, { ...request, headers });
}

/** Posts a form with a valid policy. */
async function post(
  fields: Readonly<Record<string, string>>,
  conditions: readonly unknown[] = [],
): Promise<WireResponse> {
  const file = { name: "file", value: "a photo", filename: "a.jpg" };
  const parts = [...fieldParts({ ...signedFields(policyText(conditions)), ...fields }), file];
  return send(bucket().port, formRequest(bucket().host, parts));
}

test.each<[what: string, change: (authorization: string) => string, status: number, code: string]>([
  ["times that differ", (text) => text.replace("q-sign-time=17", "q-sign-time=16"), 403, "SignatureDoesNotMatch"],
  ["an empty name in a list", (text) => text.replace(";host", ";;host"), 403, "SignatureDoesNotMatch"],
  ["an empty name at the end of a list", (text) => text.replace(";host", ";host;"), 403, "SignatureDoesNotMatch"],
  ["a repeated name in a list", (text) => text.replace(";host", ";host;host"), 403, "SignatureDoesNotMatch"],
])("a signature with %s is rejected", async (_what, change, status, code) => {
  expect(verdict(await putWith(change))).toEqual([status, code]);
});

test("a signature in the header and another in the query are rejected", async () => {
  const toSign = { method: "GET", key: "a", host: bucket().host };
  const { target } = presignedRequest(toSign);
  expect(verdict(await send(bucket().port, { ...signedRequest(toSign), target }))).toEqual([400, "InvalidArgument"]);
});

test("of a token in the header and another in the query, the header counts", async () => {
  const request = signedRequest({ method: "GET", key: "a", host: bucket().host });
  const withTokens = (header: string, parameter: string) =>
    send(bucket().port, {
      ...request,
      target: `${request.target}?x-cos-security-token=${parameter}`,
      headers: [...request.headers, ["x-cos-security-token", header]],
    });
  expect(verdict(await withTokens("", "other"))).toEqual([404, "NoSuchKey"]);
  expect(verdict(await withTokens("other", ""))).toEqual([403, "InvalidAccessKeyId"]);
});

test.each(["undefined", "a token"])("a permanent key with the token %j is rejected", async (token) => {
  const unsignedHeaders = [["x-cos-security-token", token]] as const;
  const request = signedRequest({ method: "GET", key: "a", host: bucket().host, unsignedHeaders });
  expect(verdict(await send(bucket().port, request))).toEqual([403, "InvalidAccessKeyId"]);
  expect(verdict(await post({ "x-cos-security-token": token }))).toEqual([403, "InvalidAccessKeyId"]);
});

test.each<[what: string, fields: Readonly<Record<string, string>>, status: number, code: string]>([
  ["a field in another case", { Acl: "private" }, 400, "InvalidArgument"],
  ["success_action_status 202", { success_action_status: "202" }, 400, "InvalidArgument"],
  ["a redirect to ftp", { success_action_redirect: "ftp://example.com/" }, 400, "InvalidArgument"],
  ["a redirect that is no URL", { success_action_redirect: "/done" }, 400, "InvalidArgument"],
])("a form with %s is rejected", async (_what, fields, status, code) => {
  expect(verdict(await post(fields))).toEqual([status, code]);
  expect(await bucket().files()).toEqual([]);
});

test("a condition in another case names no field", async () => {
  const fields = { "Content-Type": "image/png" };
  expect((await post(fields, [["eq", "$Content-Type", "image/png"]])).status).toBe(204);
  expect(verdict(await post(fields, [["eq", "$content-type", "image/png"]]))).toEqual([403, "AccessDenied"]);
});

test.each<[what: string, change: (base64: string) => string]>([
  ["spare bits", (base64) => base64.replace(/.(?==$)/, (last) => String.fromCharCode(last.charCodeAt(0) + 1))],
  ["white space", (base64) => `${base64.slice(0, 8)} ${base64.slice(8)}`],
  ["no padding", (base64) => base64.replace(/=+$/, "")],
])("a policy in Base64 with %s is rejected", async (_what, change) => {
  // A text of 3n + 2 bytes has two spare bits and one mark of padding.
  let text = policyText([]);
  while (Buffer.byteLength(text) % 3 !== 2) text += " ";
  const fields = signedFields(text);
  const policy = change(fields["policy"] ?? "");
  expect(policy).not.toBe(fields["policy"]);
  expect(Buffer.from(policy, "base64").toString()).toBe(text);
  expect(verdict(await post({ ...fields, policy }))).toEqual([400, "InvalidPolicyDocument"]);
});

test("a response-* parameter with a control character is rejected, also for a key without an object", async () => {
  const query = [["response-cache-control", "max-age=60\u001a"]] as const;
  const request = signedRequest({ method: "GET", key: "a", host: bucket().host, query });
  expect(verdict(await send(bucket().port, request))).toEqual([400, "InvalidArgument"]);
});

describe("a key that begins with a slash", () => {
  const KEY = "/a";

  function call(method: string, more: Partial<ToSign> = {}): Promise<WireResponse> {
    return send(bucket().port, signedRequest({ method, key: KEY, host: bucket().host, ...more }));
  }

  test.each<[what: string, store: () => Promise<WireResponse>]>([
    ["PUT Object", () => call("PUT", { body: "other" })],
    ["POST Object", () => post({ key: KEY })],
    ["Initiate Multipart Upload", () => call("POST", { query: [["uploads", ""]], body: "" })],
    [
      "PUT Object - Copy",
      () => {
        const source = `${LOCAL_COS_DEFAULTS.bucket}.cos.${LOCAL_COS_DEFAULTS.region}.myqcloud.com/a`;
        return call("PUT", { headers: [["x-cos-copy-source", source]], body: "" });
      },
    ],
  ])("is InvalidObjectName in %s, and the key without it is untouched", async (_what, store) => {
    await call("PUT", { key: "a", body: "a photo" });
    const files = await bucket().files();
    expect(verdict(await store())).toEqual([400, "InvalidObjectName"]);
    expect(await bucket().files()).toEqual(files);
    expect((await call("GET", { key: "a" })).text).toBe("a photo");
  });

  test("names no object: reads are NoSuchKey, and DELETE leaves the key without it", async () => {
    await call("PUT", { key: "a", body: "a photo" });
    expect(verdict(await call("GET"))).toEqual([404, "NoSuchKey"]);
    expect((await call("HEAD")).status).toBe(404);
    expect((await call("DELETE")).status).toBe(204);
    expect((await call("GET", { key: "a" })).text).toBe("a photo");
  });
});
