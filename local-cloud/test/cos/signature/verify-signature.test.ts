import { send, type WireRequest } from "../support/send.ts";
import { KEY_TIME, presignedRequest, signedRequest, type ToSign } from "../support/signed-request.ts";
import { storedText } from "../support/stored-text.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

type Change = (request: WireRequest) => WireRequest;
type Rejection = [what: string, change: Change, status: number, code: string];

const MISMATCH = [403, "SignatureDoesNotMatch"] as const;

const CHANGED_REQUEST: Rejection[] = [
  ["method", (request) => ({ ...request, method: "DELETE" }), ...MISMATCH],
  ["key", (request) => ({ ...request, target: request.target.replace("photo", "other") }), ...MISMATCH],
  ["case of the key", (request) => ({ ...request, target: request.target.replace("photo", "Photo") }), ...MISMATCH],
  ["content-type", header("Content-Type", "text/html"), ...MISMATCH],
  ["x-cos-acl", header("x-cos-acl", "public-read"), ...MISMATCH],
  ["x-cos-forbid-overwrite", header("x-cos-forbid-overwrite", "false"), ...MISMATCH],
  ["x-cos-meta", header("x-cos-meta-name", "b"), ...MISMATCH],
  ["signed header missing", without("x-cos-acl"), ...MISMATCH],
  ["signed header repeated", added("x-cos-acl", "public-read"), ...MISMATCH],
  ["signed header repeated with the same value", added("x-cos-acl", "private"), ...MISMATCH],
  ["content-length", (request) => header("Content-Length", "3")({ ...request, body: "abc" }), ...MISMATCH],
  ["host", header("Host", "localhost"), ...MISMATCH],
  ["host of another bucket", header("Host", "other-1250000000.cos.ap-guangzhou.myqcloud.com"), 404, "NoSuchBucket"],
  [
    "host of another region",
    header("Host", "examplebucket-1250000000.cos.ap-beijing.myqcloud.com"),
    404,
    "NoSuchBucket",
  ],
  ["host of no bucket", header("Host", "cos.example.com"), 404, "NoSuchBucket"],
  ["path that is not UTF-8", (request) => ({ ...request, target: "/%ff" }), 400, "InvalidURI"],
];

const CHANGED_SIGNATURE: Rejection[] = [
  ["no signature at all", without("Authorization"), 403, "AccessDenied"],
  ["empty signature", header("Authorization", ""), 403, "AccessDenied"],
  ["another scheme", header("Authorization", "Bearer token"), 403, "AccessDenied"],
  ["another scheme with a part of a signature", header("Authorization", "Bearer q-ak"), 403, "AccessDenied"],
  ["one part only", header("Authorization", "q-ak=a"), 400, "InvalidArgument"],
  ["two signatures", added("Authorization", "q-ak=a"), 400, "InvalidArgument"],
  ["algorithm", authorization("q-sign-algorithm=sha1", "q-sign-algorithm=sha256"), 400, "InvalidArgument"],
  ["a part missing", authorization(/&q-url-param-list=[^&]*/, ""), 400, "InvalidArgument"],
  ["a part repeated", authorization(/$/, "&q-ak=other"), 400, "InvalidArgument"],
  ["access key id", authorization(/q-ak=[^&]*/, "q-ak=AKIDother"), 403, "InvalidAccessKeyId"],
  ["sign time alone", authorization(/q-sign-time=\d+/, "q-sign-time=1700000001"), ...MISMATCH],
  ["longer life", authorization(/;1700000900/g, ";1700009999"), ...MISMATCH],
  ["malformed key time", authorization(/;1700000900/g, ""), 400, "InvalidArgument"],
  ["host not listed", authorization("host;", ""), 403, "AccessDenied"],
  ["header dropped from the list", authorization("x-cos-acl;", ""), ...MISMATCH],
  ["missing header in the list", authorization("x-cos-acl;", "x-cos-acl;x-cos-zzz;"), ...MISMATCH],
  ["list in another order", authorization("content-length;content-type", "content-type;content-length"), ...MISMATCH],
  ["list in upper case", authorization("x-cos-acl", "X-COS-ACL"), ...MISMATCH],
  ["signature", authorization(/q-signature=.*/, `q-signature=${"0".repeat(40)}`), ...MISMATCH],
  ["signature cut short", authorization(/.$/, ""), ...MISMATCH],
  [
    "signature in upper case",
    authorization(/q-signature=.*/, (text) => text.toUpperCase().replace("Q-SIGNATURE", "q-signature")),
    ...MISMATCH,
  ],
];

describe.each([
  ["in the header", uploadToSign],
  ["in the query", (host: string) => headerToQuery(uploadToSign(host))],
])("PUT with a signature %s", (_where, upload) => {
  test("is stored if nothing has changed", async () => {
    const { status } = await send(bucket().port, upload(bucket().host));
    expect(status).toBe(200);
    expect(await storedText(bucket(), "photo 腾讯云.jpg")).toBe("a photo");
  });

  test.each(
    CHANGED_REQUEST,
  )("is rejected after a change (%s), and nothing is stored", async (_what, change, status, code) => {
    await expectRejection(change(upload(bucket().host)), status, code);
  });
});

test.each(
  CHANGED_SIGNATURE,
)("rejects a PUT with a changed signature (%s) and stores nothing", async (_what, change, status, code) => {
  await expectRejection(change(uploadToSign(bucket().host)), status, code);
});

test("rejects a PUT with valid signatures both in the header and in the query", async () => {
  const upload = uploadToSign(bucket().host);
  await expectRejection({ ...upload, target: headerToQuery(upload).target }, 400, "InvalidArgument");
});

test.each([
  ["one second before the key time", 1_699_999_999, 403],
  ["in the first second of the key time", 1_700_000_000, 200],
  ["in the last second of the key time", 1_700_000_900, 200],
  ["one second after the key time", 1_700_000_901, 403],
])("checks the time of a PUT %s", async (_when, seconds, status) => {
  bucket().clock.seconds = seconds;
  const response = await send(bucket().port, uploadToSign(bucket().host));
  expect(response.status).toBe(status);
  if (status === 200) return;
  expect([response.xml("Code"), response.xml("Message")]).toEqual(["AccessDenied", "Request has expired"]);
  expect(Date.parse(response.xml("ServerTime") ?? "")).toBe(seconds * 1000);
  expect(await bucket().files()).toEqual([]);
});

test("treats a key time whose end equals its start as expired", async () => {
  const keyTime = `${bucket().clock.seconds};${bucket().clock.seconds}`;
  const request = signedRequest({ method: "PUT", key: "a", host: bucket().host, body: "a", keyTime });
  await expectRejection(request, 403, "AccessDenied");
});

test("shows what the bucket signed after a mismatch", async () => {
  const { port, host } = bucket();
  const response = await send(port, authorization(/.$/, "")(signedRequest({ method: "GET", key: "a b", host })));
  expect(response.xml("FormatString")).toBe(`get\n/a b\n\nhost=${host.replace(":", "%3A")}\n`);
  expect(response.xml("StringToSign")).toMatch(new RegExp(`^sha1\n${KEY_TIME}\n[0-9a-f]{40}\n$`));
  expect(response.text).not.toContain("BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz");
});

test("verifies a UTF-8 header as text", async () => {
  const name = "照片";
  const request = signedRequest({
    method: "PUT",
    key: "a",
    host: bucket().host,
    body: "a",
    headers: [["x-cos-meta-name", name]],
  });
  const headersOnWire = request.headers.map(([key, value]) => [key, Buffer.from(value).toString("latin1")] as const);
  expect((await send(bucket().port, { ...request, headers: headersOnWire })).status).toBe(200);
  const { headers } = await send(bucket().port, signedRequest({ method: "HEAD", key: "a", host: bucket().host }));
  expect(Buffer.from(String(headers["x-cos-meta-name"]), "latin1").toString()).toBe(name);
});

test("accepts headers and parameters of a signature that it does not list", async () => {
  const { port, host } = bucket();
  const request = signedRequest({
    method: "PUT",
    key: "a",
    host,
    body: "a",
    unsignedHeaders: [["Content-Type", "b/c"]],
  });
  expect((await send(port, { ...request, target: `${request.target}?x-cos-security-token=` })).status).toBe(200);
  const get = signedRequest({ method: "GET", key: "a", host });
  const { headers } = await send(port, { ...get, target: `${get.target}?response-expires=never` });
  expect(headers.expires).toBe("never");
});

/** A signed listing of `a1`. */
function listing(
  query: ToSign["query"] = [
    ["prefix", "a1"],
    ["marker", ""],
  ],
): WireRequest {
  return signedRequest({ method: "GET", host: bucket().host, query });
}

const target =
  (from: string, to: string): Change =>
  (request) => {
    const changed = request.target.replace(from, to);
    expect(changed).not.toBe(request.target);
    return { ...request, target: changed };
  };

test.each<Rejection>([
  ["a value", target("=a1", "=a2"), ...MISMATCH],
  ["a missing parameter", target("prefix=a1", ""), ...MISMATCH],
  ["a repeated parameter", target("prefix=a1", "prefix=a1&prefix=a1"), ...MISMATCH],
  ["another value first", target("prefix=a1", "prefix=a&prefix=a1"), ...MISMATCH],
  ["the case of a name", target("prefix", "Prefix"), 501, "NotImplemented"],
  ["a parameter dropped from the list", authorization("marker;prefix", "marker"), ...MISMATCH],
])("rejects a listing whose signed query has changed: %s", async (_what, change, status, code) => {
  expect((await send(bucket().port, listing())).status).toBe(200);
  await expectRejection(change(listing()), status, code);
});

describe("a query parameter that is sent twice", () => {
  const TWICE = [
    ["prefix", "b"],
    ["marker", ""],
    ["prefix", "a"],
  ] as const;
  const SORTED = [
    ["marker", ""],
    ["prefix", "a"],
    ["prefix", "b"],
  ] as const;

  test("is accepted if it is signed in the order sent, or sorted by value as cos-go-sdk-v5 does", async () => {
    const { port } = bucket();
    expect((await send(port, listing(TWICE))).status).toBe(200);
    expect((await send(port, { ...listing(SORTED), target: listing(TWICE).target })).status).toBe(200);
  });

  test("is rejected with another value, or if only one of the two is signed", async () => {
    const other = listing([
      ["marker", ""],
      ["prefix", "a"],
      ["prefix", "c"],
    ]);
    await expectRejection({ ...other, target: listing(TWICE).target }, ...MISMATCH);
    const once = listing([
      ["marker", ""],
      ["prefix", "b"],
    ]);
    await expectRejection({ ...once, target: listing(TWICE).target }, ...MISMATCH);
    const descending = listing([
      ["marker", ""],
      ["prefix", "b"],
      ["prefix", "a"],
    ]);
    await expectRejection({ ...descending, target: listing(SORTED).target }, ...MISMATCH);
  });
});

describe("the parameter sign", () => {
  /** The request with its Authorization, URL-encoded, as the parameter `sign`. */
  function withSign(request: WireRequest): WireRequest {
    const value = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
    const mark = request.target.includes("?") ? "&" : "?";
    return {
      ...without("Authorization")(request),
      target: `${request.target}${mark}sign=${encodeURIComponent(value)}`,
    };
  }

  test("carries a complete Authorization", async () => {
    const { port, host } = bucket();
    expect((await send(port, withSign(uploadToSign(host)))).status).toBe(200);
    expect((await send(port, withSign(listing()))).status).toBe(200);
    const get = signedRequest({ method: "GET", key: "photo 腾讯云.jpg", host });
    expect((await send(port, withSign(get))).text).toBe("a photo");
  });

  test.each<Rejection>([
    ["a changed signature", (request) => withSign(authorization(/.$/, "")(request)), ...MISMATCH],
    [
      "a changed key",
      (request) => ({ ...withSign(request), target: withSign(request).target.replace("photo", "b") }),
      ...MISMATCH,
    ],
    ["nothing", (request) => ({ ...without("Authorization")(request), target: "/a?sign=" }), 403, "AccessDenied"],
    ["another text", (request) => ({ ...without("Authorization")(request), target: "/a?sign=b" }), 403, "AccessDenied"],
    [
      "a broken encoding",
      (request) => ({ ...without("Authorization")(request), target: "/a?sign=%zz" }),
      400,
      "InvalidURI",
    ],
    ["a second signature", (request) => ({ ...request, target: withSign(request).target }), 400, "InvalidArgument"],
    [
      "itself twice",
      (request) => ({
        ...withSign(request),
        target: `${withSign(request).target}&${withSign(request).target.split("?")[1]}`,
      }),
      400,
      "InvalidArgument",
    ],
  ])("is rejected with %s", async (_what, change, status, code) => {
    await expectRejection(change(uploadToSign(bucket().host)), status, code);
  });
});

test("an Authorization that is not of COS leaves a request anonymous, which may read a public object", async () => {
  const { port, host } = bucket();
  const headers = [["x-cos-acl", "public-read"]] as const;
  await send(port, signedRequest({ method: "PUT", key: "a", host, body: "a", headers }));
  for (const value of ["", " ", "Basic dTpw", "Bearer q-ak", "Digest realm=a", "undefined"]) {
    const get = {
      method: "GET",
      target: "/a",
      headers: [
        ["Host", host],
        ["Authorization", value],
      ],
    } as const;
    expect((await send(port, get)).status).toBe(200);
    expect((await send(port, { ...get, method: "DELETE" })).xml("Code")).toBe("AccessDenied");
  }
});

async function expectRejection(request: WireRequest, status: number, code: string): Promise<void> {
  const response = await send(bucket().port, request);
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
  expect(response.headers["x-cos-request-id"]).toBe(response.xml("RequestId"));
  expect(response.headers["x-cos-trace-id"]).toBe(response.xml("TraceId"));
  expect(await bucket().files()).toEqual([]);
}

function uploadToSign(host: string): WireRequest {
  return signedRequest({
    method: "PUT",
    key: "photo 腾讯云.jpg",
    host,
    body: "a photo",
    headers: [
      ["Content-Type", "image/jpeg"],
      ["x-cos-acl", "private"],
      ["x-cos-forbid-overwrite", "true"],
      ["x-cos-meta-name", "a"],
    ],
  });
}

/** The same request with its signature moved from the header to the query. */
function headerToQuery(request: WireRequest): WireRequest {
  const value = request.headers.find(([name]) => name === "Authorization")?.[1] ?? "";
  const pairs = value.split("&").map((pair) => pair.replaceAll(";", "%3B"));
  return { ...without("Authorization")(request), target: `${request.target}?${pairs.join("&")}` };
}

function header(changed: string, value: string): Change {
  return (request) => ({
    ...request,
    headers: request.headers.map(([name, before]) => [name, name === changed ? value : before] as const),
  });
}

function added(name: string, value: string): Change {
  return (request) => ({ ...request, headers: [...request.headers, [name, value]] });
}

function without(dropped: string): Change {
  return (request) => ({ ...request, headers: request.headers.filter(([name]) => name !== dropped) });
}

function authorization(pattern: string | RegExp, replacement: string | ((text: string) => string)): Change {
  return (request) => ({
    ...request,
    headers: request.headers.map(([name, value]) => {
      if (name !== "Authorization") return [name, value] as const;
      const changed =
        typeof replacement === "string" ? value.replace(pattern, replacement) : value.replace(pattern, replacement);
      return [name, changed] as const;
    }),
  });
}

test("accepts a signature in the query for a GET", async () => {
  const { port, host } = bucket();
  await send(port, signedRequest({ method: "PUT", key: "a", host, body: "abc" }));
  const request = presignedRequest({ method: "GET", key: "a", host, query: [["response-expires", "never"]] });
  expect(await send(port, request)).toMatchObject({ status: 200, text: "abc", headers: { expires: "never" } });
});
