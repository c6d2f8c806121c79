import { fieldParts, formRequest } from "./support/multipart.ts";
import { policyText, signedFields } from "./support/post-form.ts";
import { send, type WireRequest } from "./support/send.ts";
import { signedRequest } from "./support/signed-request.ts";
import { useTestBucket } from "./support/test-bucket.ts";

const bucket = useTestBucket();

type Headers = ReadonlyArray<readonly [string, string]>;

const REJECTED: readonly [name: string, headers: Headers][] = [
  ["of another site", [["Origin", "http://evil.example:4733"]]],
  ["of a site whose name begins with localhost", [["Origin", "http://localhost.evil.example"]]],
  ["null", [["Origin", "null"]]],
  ['""', [["Origin", ""]]],
  ["null after an allowed one", ["http://localhost:5173", "null"].map((origin) => ["Origin", origin] as const)],
];

function put(headers: Headers): WireRequest {
  return signedRequest({ method: "PUT", key: "a", host: bucket().host, body: "abc", unsignedHeaders: headers });
}

function form(headers: Headers): WireRequest {
  const parts = [...fieldParts(signedFields(policyText([]))), { name: "file", value: "abc", filename: "a.jpg" }];
  return formRequest(bucket().host, parts, headers);
}

describe.each(REJECTED)("the Origin %s", (_name, headers) => {
  test.each([
    ["PUT", put],
    ["POST", form],
  ])("rejects a correctly signed %s with AccessDenied and stores nothing", async (_method, request) => {
    const response = await send(bucket().port, request(headers));
    expect([response.status, response.xml("Code")]).toEqual([403, "AccessDenied"]);
    expect(await bucket().files()).toEqual([]);
  });

  test("rejects a correctly signed DELETE with AccessDenied and keeps the object", async () => {
    await send(bucket().port, put([]));
    const stored = await bucket().files();
    const request = { method: "DELETE", key: "a", host: bucket().host, unsignedHeaders: headers };
    expect((await send(bucket().port, signedRequest(request))).xml("Code")).toBe("AccessDenied");
    expect(await bucket().files()).toEqual(stored);
  });
});

test.each([
  ["https://servicewechat.com", 200],
  ["http://12345.appservice.open.weixin.qq.com", 200],
  ["https://servicewechat.com.evil.example", 403],
])("responds to a mini program in DevTools with the Origin %s with %d", async (origin, status) => {
  expect((await send(bucket().port, put([["Origin", origin]]))).status).toBe(status);
});

test("rejects an origin before it requests the body", async () => {
  const { body: _held, ...head } = put([
    ["Origin", "null"],
    ["Expect", "100-continue"],
  ]);
  // Sent without a body: a bucket that waited for the body would never respond.
  const response = await send(bucket().port, head);
  expect([response.status, response.xml("Message")]).toEqual([
    403,
    "Pages of the origin &quot;null&quot; may not write here; CORS_ORIGINS or the bucket's own CORS rules name those that may.",
  ]);
});

test.each<[name: string, headers: Headers]>([
  ["of a page on this machine", [["Origin", "http://127.0.0.1:3000"]]],
  ["missing, as from a mini program, curl or a server", []],
])("stores an upload with the Origin %s", async (_name, headers) => {
  expect((await send(bucket().port, put(headers))).status).toBe(200);
  expect((await send(bucket().port, form(headers))).status).toBe(204);
});

test.each([
  "GET",
  "HEAD",
])("responds to a %s from another site without letting its page read the response", async (method) => {
  await send(bucket().port, put([]));
  const request = {
    method,
    key: "a",
    host: bucket().host,
    unsignedHeaders: [["Origin", "http://evil.example"]] as const,
  };
  const response = await send(bucket().port, signedRequest(request));
  expect(response.status).toBe(200);
  expect(response.headers).not.toHaveProperty("access-control-allow-origin");
});

describe("with other CORS_ORIGINS", () => {
  const own = useTestBucket({ corsOrigins: ["https://www.example.com"] });

  test.each([
    ["https://www.example.com", 200],
    ["http://localhost:5173", 403],
    ["https://www-example.com", 403],
  ])("responds to a PUT from %s with %d", async (origin, status) => {
    const { host, port } = own();
    const request = { method: "PUT", key: "a", host, body: "abc", unsignedHeaders: [["Origin", origin]] as const };
    expect((await send(port, signedRequest(request))).status).toBe(status);
  });
});
