import { createHmac, hash } from "node:crypto";
import { signKey } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS, type SignatureComparison } from "../../../src/cos/index.ts";
import { send, type WireRequest } from "../support/send.ts";
import { KEY_TIME, signedRequest } from "../support/signed-request.ts";
import { startTestBucket, useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();
const { secretId, secretKey } = LOCAL_COS_DEFAULTS.credentials;

/** Sends a GET of a key with the signature of a text, and returns how the bucket explains the signature. */
async function explain(text: string, sign = hexSignature, query = ""): Promise<SignatureComparison | undefined> {
  const authorization = [
    ...["q-sign-algorithm=sha1", `q-ak=${secretId}`, `q-sign-time=${KEY_TIME}`, `q-key-time=${KEY_TIME}`],
    ...[
      "q-header-list=host;x-cos-meta-a",
      `q-url-param-list=${query === "" ? "" : "response-expires"}`,
      `q-signature=${sign(text)}`,
    ],
  ].join("&");
  const request: WireRequest = {
    method: "GET",
    target: `/a%20b${query}`,
    headers: [
      ["Host", bucket().host],
      ["x-cos-meta-a", "it's"],
      ["Authorization", authorization],
    ],
  };
  expect((await send(bucket().port, request)).xml("Code")).toBe("SignatureDoesNotMatch");
  return bucket().requests().at(-1)?.signature;
}

const stringToSign = (text: string) => `sha1\n${KEY_TIME}\n${hash("sha1", text, "hex")}\n`;
const hexSignature = (text: string) =>
  createHmac("sha1", signKey(secretKey, KEY_TIME)).update(stringToSign(text)).digest("hex");
const binarySignature = (text: string) =>
  createHmac("sha1", Buffer.from(signKey(secretKey, KEY_TIME), "hex"))
    .update(stringToSign(text))
    .digest("hex");

const wireHost = () => bucket().host.replace(":", "%3A");
const right = () => `get\n/a b\n\nhost=${wireHost()}&x-cos-meta-a=it%27s\n`;

test.each<[mistake: string, text: () => string]>([
  ["the path is percent-encoded; COS signs it decoded", () => right().replace("a b", "a%20b")],
  ["the path begins with the bucket's name", () => right().replace("/a b", "/examplebucket-1250000000/a b")],
  ["the host is signed as 127.0.0.1", () => right().replace(wireHost(), "127.0.0.1")],
  [
    "the host is signed as examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
    () => right().replace(wireHost(), "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com"),
  ],
  ["the method is signed as put", () => right().replace("get", "put")],
  ["the method is in upper case", () => right().replace("get", "GET")],
  ["the path does not begin with /", () => right().replace("\n/", "\n")],
  ["the last line feed is missing", () => right().slice(0, -1)],
  ["values are not URL-encoded", () => right().replace(wireHost(), bucket().host).replace("%27", "'")],
  ["percent-encoding is in lower case", () => right().replace("%3A", "%3a")],
  ["the marks !'()* are not URL-encoded", () => right().replace("%27", "'")],
  ["no header is signed, although q-header-list names some", () => "get\n/a b\n\n\n"],
  [
    "the path is percent-encoded; COS signs it decoded; the method is signed as put",
    () => right().replace("a b", "a%20b").replace("get", "put"),
  ],
])("finds what was signed: %s", async (mistake, text) => {
  expect(await explain(text())).toEqual({ expected: right(), signed: text(), mistake });
});

test("finds a sign key that is used as bytes", async () => {
  expect((await explain(right(), binarySignature))?.mistake).toMatch(/^the sign key is used as bytes/);
});

test("finds parameters that were not signed, although the list names them", async () => {
  const comparison = await explain(right(), hexSignature, "?response-expires=a");
  expect(comparison?.mistake).toBe("no parameter is signed, although q-url-param-list names some");
  expect(comparison?.expected).toContain("\nresponse-expires=a\n");
});

test("finds a list of parameters that a URL does not encode once more", async () => {
  const text = `get\n/a\nimagemogr2%2fstrip=\nhost=${wireHost()}\n`;
  const query = (list: string) =>
    [
      ...["q-sign-algorithm=sha1", `q-ak=${secretId}`, `q-sign-time=${KEY_TIME}`, `q-key-time=${KEY_TIME}`],
      ...["q-header-list=host", `q-url-param-list=${list}`, `q-signature=${hexSignature(text)}`, "imageMogr2/strip"],
    ].join("&");
  const code = async (list: string) =>
    (await send(bucket().port, { method: "GET", target: `/a?${query(list)}`, headers: [["Host", bucket().host]] })).xml(
      "Code",
    );
  expect([await code("imagemogr2%252fstrip"), await code("imagemogr2%2fstrip")]).toEqual([
    "NoSuchKey",
    "SignatureDoesNotMatch",
  ]);
  const comparison = bucket().requests().at(-1)?.signature;
  expect(comparison).toMatchObject({ expected: text, signed: text });
  expect(comparison?.mistake).toMatch(/^the names in q-url-param-list are not URL-encoded/);
  const page = await fetch(bucket().url, { headers: { Accept: "text/html" } });
  expect(await page.text()).toContain("<p>Both strings are equal.</p>");
});

test("shows only what COS signs if nothing explains the signature", async () => {
  expect(await explain("something else")).toEqual({ expected: right() });
});

test("contains no security token", async () => {
  const securityToken = "a+secret token";
  const other = { ...LOCAL_COS_DEFAULTS.credentials, securityToken };
  const cos = await startTestBucket({ credentials: other });
  try {
    const headers = [["x-cos-security-token", securityToken]] as const;
    const credentials = { secretId, secretKey: "another" };
    await send(cos.port, signedRequest({ method: "GET", key: "a", host: cos.host, headers, credentials }));
    const [request] = cos.requests();
    expect(request?.signature?.expected).toMatch(/&x-cos-security-token=…\n$/);
    expect(JSON.stringify(request)).not.toContain("secret");
  } finally {
    await cos.close();
  }
});
