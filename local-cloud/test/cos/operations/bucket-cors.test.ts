import { createHash } from "node:crypto";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { startTestBucket, useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();
const CORS = [["cors", ""]] as const;
const RULE =
  "<CORSRule><ID>1</ID><AllowedOrigin>https://*.example.com</AllowedOrigin><AllowedMethod>PUT</AllowedMethod><AllowedMethod>GET</AllowedMethod><AllowedHeader>x-cos-meta-*</AllowedHeader><AllowedHeader>Content-Type</AllowedHeader><MaxAgeSeconds>5</MaxAgeSeconds><ExposeHeader>ETag</ExposeHeader></CORSRule>";
const CONFIGURATION = `<CORSConfiguration>${RULE}</CORSConfiguration>`;

function request(method: string, body?: string): Promise<WireResponse> {
  const { host, port } = bucket();
  const md5 = createHash("md5")
    .update(body ?? "")
    .digest("base64");
  const headers = body === undefined ? [] : ([["Content-MD5", md5]] as const);
  return send(port, signedRequest({ method, host, query: CORS, headers, ...(body !== undefined && { body }) }));
}

function preflight(origin: string, method: string, headers = "", { port, host } = bucket()): Promise<WireResponse> {
  const requested = headers === "" ? [] : ([["Access-Control-Request-Headers", headers]] as const);
  return send(port, {
    method: "OPTIONS",
    target: "/a",
    headers: [["Host", host], ["Origin", origin], ["Access-Control-Request-Method", method], ...requested],
  });
}

test("stored rules judge preflights, also after a restart, until they are deleted", async () => {
  expect((await request("GET")).xml("Code")).toBe("NoSuchCORSConfiguration");
  expect((await preflight("http://localhost:1", "PUT")).status).toBe(200);
  expect((await request("PUT", CONFIGURATION)).status).toBe(200);
  expect((await request("GET")).text).toContain(CONFIGURATION);
  await bucket().stop();
  const again = await startTestBucket({ directory: bucket().directory });
  try {
    const allowed = await preflight("https://a.example.com", "PUT", "X-Cos-Meta-A, content-type", again);
    expect(allowed.status).toBe(200);
    expect(allowed.headers).toMatchObject({
      "access-control-allow-origin": "https://a.example.com",
      "access-control-allow-methods": "PUT, GET",
      "access-control-allow-headers": "X-Cos-Meta-A, content-type",
      "access-control-expose-headers": "ETag",
      "access-control-max-age": "5",
    });
    for (const [origin, method, headers] of [
      ["http://localhost:1", "PUT", ""],
      ["https://example.org", "PUT", ""],
      ["https://a.example.com", "DELETE", ""],
      ["https://a.example.com", "PUT", "x-cos-acl"],
      ["https://a.example.com", "", ""],
      ["null", "PUT", ""],
    ] as const) {
      const rejected = await preflight(origin, method, headers, again);
      expect([rejected.status, rejected.xml("Code")]).toEqual([403, "AccessForbidden"]);
      expect(rejected.headers).not.toHaveProperty("access-control-allow-headers");
    }
    const remove = signedRequest({ method: "DELETE", host: again.host, query: CORS });
    expect((await send(again.port, remove)).status).toBe(204);
    expect((await preflight("http://localhost:1", "PUT", "", again)).status).toBe(200);
  } finally {
    await again.close();
  }
});

test("stored rules decide which pages may write and read", async () => {
  await request("PUT", CONFIGURATION);
  const { host, port } = bucket();
  const put = (origin: string, method = "PUT") =>
    send(port, signedRequest({ method, key: "a", host, body: "a", unsignedHeaders: [["Origin", origin]] }));
  expect((await put("http://localhost:1")).xml("Code")).toBe("AccessDenied");
  expect((await put("https://a.example.com", "DELETE")).xml("Code")).toBe("AccessDenied");
  const stored = await put("https://a.example.com");
  expect([stored.status, stored.headers["access-control-allow-origin"]]).toEqual([200, "https://a.example.com"]);
  const get = { method: "GET", key: "a", host, unsignedHeaders: [["Origin", "http://localhost:1"]] } as const;
  expect((await send(port, signedRequest(get))).headers).not.toHaveProperty("access-control-allow-origin");
});

const rule = (...elements: string[]) =>
  `<CORSConfiguration><CORSRule>${elements.join("")}</CORSRule></CORSConfiguration>`;
const ORIGIN = "<AllowedOrigin>*</AllowedOrigin>";
const METHOD = "<AllowedMethod>GET</AllowedMethod>";

test.each([
  ["no rule", "<CORSConfiguration/>", "InvalidArgument"],
  ["101 rules", `<CORSConfiguration>${RULE.repeat(101)}</CORSConfiguration>`, "InvalidArgument"],
  ["no origin", rule(METHOD), "InvalidArgument"],
  ["no method", rule(ORIGIN), "InvalidArgument"],
  ["an unknown method", rule(ORIGIN, "<AllowedMethod>PATCH</AllowedMethod>"), "InvalidArgument"],
  ["an origin without a scheme", rule("<AllowedOrigin>a.example</AllowedOrigin>", METHOD), "InvalidArgument"],
  ["two stars", rule("<AllowedOrigin>http://*.*</AllowedOrigin>", METHOD), "InvalidArgument"],
  ["a header with a line break", rule(ORIGIN, METHOD, "<ExposeHeader>a\nb</ExposeHeader>"), "InvalidArgument"],
  ["a negative age", rule(ORIGIN, METHOD, "<MaxAgeSeconds>-1</MaxAgeSeconds>"), "MalformedXML"],
  ["another element", rule(ORIGIN, METHOD, "<AllowedCookie/>"), "NotImplemented"],
  ["more than 64 KiB", `${" ".repeat(64 * 1024)}${CONFIGURATION}`, "XMLSizeLimit"],
])("rejects %s and stores nothing", async (_what, body, code) => {
  expect((await request("PUT", body)).xml("Code")).toBe(code);
  expect((await request("GET")).status).toBe(404);
});

test("a preflight without an Origin is rejected even if every origin is allowed", async () => {
  await request("PUT", CONFIGURATION.replace("https://*.example.com", "*"));
  const { host, port } = bucket();
  const headers = [["Access-Control-Request-Method", "PUT"]] as const;
  for (const origin of [[], [["Origin", ""]]] as const) {
    const response = await send(port, {
      method: "OPTIONS",
      target: "/a",
      headers: [["Host", host], ...headers, ...origin],
    });
    expect([response.status, response.xml("Code")]).toEqual([403, "AccessForbidden"]);
  }
});
