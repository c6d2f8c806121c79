import { fieldParts, formRequest } from "./support/multipart.ts";
import { policyText, signedFields } from "./support/post-form.ts";
import { send, type WireRequest } from "./support/send.ts";
import { signedRequest } from "./support/signed-request.ts";
import { useTestBucket } from "./support/test-bucket.ts";

const bucket = useTestBucket();

type Headers = ReadonlyArray<readonly [string, string]>;

const REJECTED: readonly [name: string, headers: Headers][] = [
  ["another site's", [["Origin", "http://evil.example:4733"]]],
  ["a site's that begins like this machine", [["Origin", "http://localhost.evil.example"]]],
  ["null", [["Origin", "null"]]],
  ["an empty one", [["Origin", ""]]],
  [
    "a refused one behind an allowed one",
    ["http://localhost:5173", "null"].map((origin) => ["Origin", origin] as const),
  ],
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
  ])("%s, well signed – 403 AccessDenied, and nothing is stored", async (_method, request) => {
    const response = await send(bucket().port, request(headers));
    expect([response.status, response.xml("Code")]).toEqual([403, "AccessDenied"]);
    expect(await bucket().files()).toEqual([]);
  });

  test("DELETE, well signed – 403 AccessDenied, and the object stays", async () => {
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
])("a mini program in DevTools, with the Origin %s – %d", async (origin, status) => {
  expect((await send(bucket().port, put([["Origin", origin]]))).status).toBe(status);
});

test("a refused origin – is told before the body is asked for", async () => {
  const { body: _held, ...head } = put([
    ["Origin", "null"],
    ["Expect", "100-continue"],
  ]);
  // Without a body: whoever waited for it would never response.
  const response = await send(bucket().port, head);
  expect([response.status, response.xml("Message")]).toEqual([
    403,
    "Pages of the origin &quot;null&quot; may not write here; CORS_ORIGINS names those that may.",
  ]);
});

test.each<[name: string, headers: Headers]>([
  ["a page's of this machine", [["Origin", "http://127.0.0.1:3000"]]],
  ["none: a mini program, curl or a server", []],
])("the Origin %s – is stored", async (_name, headers) => {
  expect((await send(bucket().port, put(headers))).status).toBe(200);
  expect((await send(bucket().port, form(headers))).status).toBe(204);
});

test.each(["GET", "HEAD"])("%s from another site – is answered, and not for its page to read", async (method) => {
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

describe("CORS_ORIGINS of one's own", () => {
  const own = useTestBucket({ corsOrigins: ["https://www.example.com"] });

  test.each([
    ["https://www.example.com", 200],
    ["http://localhost:5173", 403],
    ["https://www-example.com", 403],
  ])("%s – %d", async (origin, status) => {
    const { host, port } = own();
    const request = { method: "PUT", key: "a", host, body: "abc", unsignedHeaders: [["Origin", origin]] as const };
    expect((await send(port, signedRequest(request))).status).toBe(status);
  });
});
