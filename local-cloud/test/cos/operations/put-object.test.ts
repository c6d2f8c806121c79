import { createHash } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { send, type WireRequest } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { storedText } from "../support/stored-text.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

type Pair = readonly [name: string, value: string];

function put(key: string, body: string | Uint8Array, headers: readonly Pair[] = []) {
  return send(bucket().port, signedRequest({ method: "PUT", key, host: bucket().host, body, headers }));
}

function head(key: string) {
  return send(bucket().port, signedRequest({ method: "HEAD", key, host: bucket().host }));
}

test("responds with the published digests and the common headers", async () => {
  const { status, headers, text } = await put("exampleobject", "[Object Content]");
  expect([status, text]).toEqual([200, ""]);
  expect(headers).toMatchObject({
    etag: '"ee8de918d05640145b18f70f4c3aa602"',
    "x-cos-hash-crc64ecma": "16749565679157681890",
    "content-length": "0",
    server: "tencent-cos",
    date: new Date(bucket().clock.seconds * 1000).toUTCString(),
  });
  const requestId = Buffer.from(String(headers["x-cos-request-id"]), "base64").toString();
  expect(requestId).toMatch(/^6553f164_[0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}$/);
  expect(headers).not.toHaveProperty("x-cos-trace-id");
});

test("returns the headers that describe the object", async () => {
  const sent: Pair[] = [
    ["Content-Type", "image/jpeg"],
    ["Cache-Control", "max-age=60"],
    ["Content-Disposition", "inline"],
    ["Content-Encoding", "identity"],
    ["Expires", "Thu, 01 Jan 2026 00:00:00 GMT"],
    ["x-cos-meta-camera", "a phone"],
    ["x-cos-storage-class", "STANDARD_IA"],
  ];
  await put("a.jpg", "a", sent);
  const { headers } = await head("a.jpg");
  for (const [name, value] of sent) expect(headers[name.toLowerCase()]).toBe(value);
});

test.each([
  ["a.JPG", "image/jpeg"],
  ["folder.d/video.mp4", "video/mp4"],
  ["a.unknown", "application/octet-stream"],
  ["png", "application/octet-stream"],
])("stores %s without a Content-Type as %s", async (key, type) => {
  await put(key, "a");
  expect((await head(key)).headers["content-type"]).toBe(type);
});

test("replaces an existing object and leaves one data file", async () => {
  await put("a", "first");
  await put("a", "second");
  expect(await storedText(bucket(), "a")).toBe("second");
  expect(await bucket().files()).toHaveLength(2);
});

test("stores an empty object", async () => {
  expect((await put("empty", "")).headers.etag).toBe('"d41d8cd98f00b204e9800998ecf8427e"');
  expect(await storedText(bucket(), "empty")).toBe("");
});

test("stores a chunked body completely", async () => {
  const { host, port } = bucket();
  const headers: Pair[] = [["Transfer-Encoding", "chunked"]];
  const response = await send(port, {
    ...signedRequest({ method: "PUT", key: "a", host, headers }),
    body: "in chunks",
  });
  expect(response.headers["x-cos-hash-crc64ecma"]).toBeDefined();
  expect(await storedText(bucket(), "a")).toBe("in chunks");
});

test("rejects headers after a chunked body, which must not be dropped, and stores nothing", async () => {
  await put("a", "first");
  const { host, port } = bucket();
  const request = signedRequest({ method: "PUT", key: "a", host, headers: [["Transfer-Encoding", "chunked"]] });
  const client = httpRequest({ port, method: "PUT", path: "/a", headers: request.headers.flat(), agent: false });
  client.addTrailers([["x-cos-forbid-overwrite", "true"]]);
  client.end("second");
  const [response] = await once(client, "response");
  expect([response.statusCode, await text(response)]).toEqual([400, expect.stringContaining("InvalidRequest")]);
  expect(await storedText(bucket(), "a")).toBe("first");
});

test("rejects another transfer coding, whose bytes are not those of the object", async () => {
  const { host, port } = bucket();
  const headers: Pair[] = [["Transfer-Encoding", "gzip, chunked"]];
  const request = signedRequest({ method: "PUT", key: "a", host, headers });
  expect((await send(port, { ...request, body: "zipped" })).xml("Code")).toBe("NotImplemented");
  expect(await bucket().files()).toEqual([]);
});

const REJECTED: [what: string, key: string, headers: Pair[], status: number, code: string][] = [
  ["Content-MD5 of other bytes", "a", [["Content-MD5", md5Base64("other")]], 400, "BadDigest"],
  ["Content-MD5 in hex", "a", [["Content-MD5", "b2ff3bb9a20bfaa9aba2e1f2d9f0fc0d"]], 400, "InvalidDigest"],
  ["Content-MD5 of 15 bytes", "a", [["Content-MD5", Buffer.alloc(15).toString("base64")]], 400, "InvalidDigest"],
  ["an x-cos-acl of a bucket", "a", [["x-cos-acl", "public-read-write"]], 400, "InvalidArgument"],
  ["x-cos-forbid-overwrite yes", "a", [["x-cos-forbid-overwrite", "yes"]], 400, "InvalidArgument"],
  ["x-cos-meta-* with an underscore", "a", [["x-cos-meta-a_b", "c"]], 400, "InvalidArgument"],
  ["x-cos-meta-* of 2049 bytes", "a", [["x-cos-meta-a", "c".repeat(2049)]], 400, "InvalidArgument"],
  ["x-cos-meta-* of 4097 bytes in all", "a", metaOfBytes(4097), 400, "InvalidArgument"],
  ["x-cos-traffic-limit below the minimum", "a", [["x-cos-traffic-limit", "819199"]], 400, "InvalidArgument"],
  ["an unknown storage class", "a", [["x-cos-storage-class", "BOGUS"]], 400, "InvalidArgument"],
  ["a grant to everybody", "a", [["x-cos-grant-read", 'uri="http://cam.qcloud.com/AllUsers"']], 501, "NotImplemented"],
  ["x-cos-grant-full-control", "a", [["x-cos-grant-full-control", 'uin="1"']], 501, "NotImplemented"],
  ["11 tags", "a.txt", [["x-cos-tagging", "abcdefghijk".split("").join("=1&")]], 400, "BadRequest"],
  ["a tag without a key", "a.txt", [["x-cos-tagging", "=1"]], 400, "InvalidTag"],
  ["a repeated tag", "a.txt", [["x-cos-tagging", "a=1&a=2"]], 400, "InvalidTag"],
  ["a tag with a reserved key", "a.txt", [["x-cos-tagging", "cos:a=1"]], 400, "InvalidTag"],
  ["a tag with a line break", "a.txt", [["x-cos-tagging", "a=%0A"]], 400, "InvalidTag"],
  ["tags that are not URL-encoded", "a.txt", [["x-cos-tagging", "a=%zz"]], 400, "InvalidArgument"],
  ["encryption with a KMS key", "a", [["x-cos-server-side-encryption", "cos/kms"]], 501, "NotImplemented"],
  ["a key that begins with a slash", "/a", [], 400, "InvalidObjectName"],
  ["a key that begins with a backslash", "\\a", [], 400, "InvalidObjectName"],
  ["a key with a control character", "a\u0018", [], 400, "InvalidObjectName"],
  ["a key of 851 bytes", `${"云".repeat(283)}ab`, [], 400, "KeyTooLong"],
];

test.each(REJECTED)("rejects a PUT with %s and stores nothing", async (_what, key, headers, status, code) => {
  const response = await put(key, "a photo", headers);
  expect([response.status, response.xml("Code")]).toEqual([status, code]);
  expect(await bucket().files()).toEqual([]);
});

describe("a repeated header", () => {
  const TWICE: [string, string, string][] = [
    ["x-cos-forbid-overwrite", "true", "false"],
    ["x-cos-acl", "private", "public-read"],
    ["Content-Type", "image/jpeg", "text/html"],
    ["Content-MD5", md5Base64("a"), md5Base64("a")],
    ["x-cos-meta-a", "b", "c"],
  ];

  test.each(TWICE)("is rejected as InvalidArgument if it is an unsigned %s", async (name, first, second) => {
    const { host, port } = bucket();
    const unsignedHeaders: Pair[] = [
      [name, first],
      [name.toLowerCase(), second],
    ];
    const response = await send(port, signedRequest({ method: "PUT", key: "a", host, body: "a", unsignedHeaders }));
    expect([response.status, response.xml("Code")]).toEqual([400, "InvalidArgument"]);
    expect(await bucket().files()).toEqual([]);
  });

  test("is accepted if several values can count", async () => {
    const headers: Pair[] = [
      ["Accept", "a/b"],
      ["Accept", "c/d"],
    ];
    expect((await put("a", "a", headers)).status).toBe(200);
  });

  test("is rejected as InvalidRequest if it is Host", async () => {
    const { host, port } = bucket();
    const request = signedRequest({ method: "PUT", key: "a", host, body: "a" });
    const response = await send(port, { ...request, headers: [["Host", "other.example.com"], ...request.headers] });
    expect([response.status, response.xml("Code")]).toEqual([400, "InvalidRequest"]);
  });
});

describe("a target with a host", () => {
  const target = (host: string) => `http://${host}/a`;

  test("takes precedence over the Host header", async () => {
    const { host, port } = bucket();
    const request = signedRequest({ method: "PUT", key: "a", host, body: "a" });
    const headers = request.headers.map(([name, value]) => [name, name === "Host" ? "example.com" : value] as const);
    expect((await send(port, { ...request, headers, target: target(host) })).status).toBe(200);
  });

  test("is reported without scheme and host in the log and in requests(), and once in Resource", async () => {
    const { host, port } = bucket();
    const logged = bucket().nextEntry();
    const missing = signedRequest({ method: "GET", key: "a", host, query: [["response-expires", "0"]] });
    const headers = missing.headers.map(([name, value]) => [name, name === "Host" ? "example.com" : value] as const);
    const response = await send(port, { ...missing, headers, target: `http://${host}${missing.target}` });
    expect([response.status, response.xml("Resource")]).toEqual([404, `${host}/a`]);
    expect(await logged).toMatchObject({ path: "/a", code: "NoSuchKey" });
    await send(port, { ...missing, target: `http://${host}?prefix=a` });
    expect(bucket().requests()).toMatchObject([{ target: "/a?response-expires=0" }, { target: "/?prefix=a" }]);
  });

  test.each([
    ["of another bucket", target("other-1250000000.cos.ap-guangzhou.myqcloud.com"), 404, "NoSuchBucket"],
    ["localhost instead of the signed address", target("localhost"), 403, "SignatureDoesNotMatch"],
    ["with a user", target("a@127.0.0.1"), 400, "InvalidURI"],
    ["of length 0", target(""), 400, "InvalidURI"],
  ])("is rejected with a host %s, and nothing is stored", async (_what, absolute, status, code) => {
    const { host, port } = bucket();
    const request = signedRequest({ method: "PUT", key: "a", host, body: "a" });
    const response = await send(port, { ...request, target: absolute });
    expect([response.status, response.xml("Code")]).toEqual([status, code]);
    expect(await bucket().files()).toEqual([]);
  });
});

test("stores a PUT with the right Content-MD5, a key of 850 bytes and 4096 bytes of x-cos-meta-*", async () => {
  const response = await put(`${"云".repeat(283)}a`, "a photo", [
    ["Content-MD5", md5Base64("a photo")],
    ...metaOfBytes(4096),
  ]);
  expect(response.status).toBe(200);
});

test("rejects a PUT without Content-Length as MissingContentLength", async () => {
  const { host, port } = bucket();
  const response = await sendRaw(port, signedRequest({ method: "PUT", key: "a", host }));
  expect(response).toMatch(/^HTTP\/1.1 411 .*<Code>MissingContentLength<\/Code>/s);
});

test("rejects a PUT of more than 5 GB before its body", async () => {
  const { host, port } = bucket();
  const headers: Pair[] = [["Content-Length", String(5 * 1024 ** 3 + 1)]];
  const request = signedRequest({ method: "PUT", key: "a", host, headers });
  const client = httpRequest({
    port,
    method: "PUT",
    path: request.target,
    headers: request.headers.flat(),
    agent: false,
  });
  client.flushHeaders();
  const [response] = await once(client, "response");
  expect([response.statusCode, await text(response)]).toEqual([
    400,
    expect.stringContaining("<Message>The object has more than 5368709120 bytes.</Message>"),
  ]);
  client.on("error", () => {}).destroy();
});

test("sends 100 Continue to a valid PUT and rejects an invalid one before its body", async () => {
  const { host, port } = bucket();
  for (const [acl, expected] of [
    ["private", [100, 200]],
    ["nonsense", [400]],
  ] as const) {
    const headers: Pair[] = [
      ["Content-Length", "1"],
      ["Expect", "100-continue"],
      ["x-cos-acl", acl],
    ];
    const request = signedRequest({ method: "PUT", key: "a", host, headers });
    const client = httpRequest({
      port,
      method: "PUT",
      path: request.target,
      headers: request.headers.flat(),
      agent: false,
    });
    const statuses: number[] = [];
    client.on("continue", () => {
      statuses.push(100);
      client.end("a");
    });
    client.flushHeaders();
    const [response] = await once(client, "response");
    statuses.push(response.statusCode);
    response.resume();
    await once(response, "end");
    client.on("error", () => {}).destroy();
    expect(statuses).toEqual(expected);
  }
});

test.each([
  ["private", "HTTP/1.1 100", "keep-alive"],
  ["nonsense", "HTTP/1.1 400", "close"],
])("responds to Expect: 100-continue with x-cos-acl %s with %s and Connection: %s", async (acl, status, connection) => {
  const { host, port } = bucket();
  const headers: Pair[] = [
    ["Content-Length", "1"],
    ["Expect", "100-continue"],
    ["x-cos-acl", acl],
  ];
  const socket = connect(port, "127.0.0.1");
  socket.write(textOf(signedRequest({ method: "PUT", key: "a", host, headers })));
  let response = "";
  for await (const chunk of socket) {
    if (response === "" && status.endsWith("100")) socket.write("a");
    response += chunk;
    if (/^HTTP\/1.1 [2-5].*\r\n\r\n/ms.test(response)) break;
  }
  expect(response.startsWith(status)).toBe(true);
  expect(/^connection: (.*)\r$/im.exec(response)?.[1]).toBe(connection);
});

test("rejects another expectation as InvalidRequest with a request id, and stores nothing", async () => {
  const headers: Pair[] = [["Expect", "a-coffee"]];
  const response = await put("a", "a", headers);
  expect([response.status, response.xml("Code")]).toEqual([400, "InvalidRequest"]);
  expect(response.headers["x-cos-request-id"]).toBe(response.xml("RequestId"));
  expect(await bucket().files()).toEqual([]);
});

test("names the limit when it rejects too large headers", async () => {
  const response = await put("a", "a", [["x-cos-meta-a", "a".repeat(20_000)]]);
  expect([response.status, response.xml("Code")]).toEqual([400, "InvalidRequest"]);
  expect(response.xml("Message")).toContain("16384 bytes");
});

test("processes pipelined requests one after another and responds in order", async () => {
  const { host, port } = bucket();
  const stored = signedRequest({ method: "PUT", key: "a", host, body: "stored" });
  const read = signedRequest({ method: "GET", key: "a", host });
  const remove = signedRequest({ method: "DELETE", key: "a", host });
  const last = { ...read, headers: [...read.headers, ["Connection", "close"] as const] };
  for (let round = 0; round < 5; round += 1) {
    const socket = connect(port, "127.0.0.1");
    socket.write(`${textOf(stored)}stored${textOf(read)}${textOf(remove)}${textOf(last)}`);
    const responses = await text(socket);
    expect(responses.match(/HTTP\/1.1 \d+|^stored/gm)).toEqual([
      ...["HTTP/1.1 200", "HTTP/1.1 200", "stored"],
      ...["HTTP/1.1 204", "HTTP/1.1 404"],
    ]);
  }
});

test("leaves nothing waiting if a client disconnects during pipelined requests", async () => {
  const { host, port } = bucket();
  await put("a", Buffer.alloc(4 * 1024 * 1024));
  const read = textOf(signedRequest({ method: "GET", key: "a", host }));
  const entries = [bucket().nextEntry(), bucket().nextEntry()];
  const socket = connect(port, "127.0.0.1");
  socket.write(`${read}${read}`);
  await once(socket, "readable");
  socket.destroy();
  // Disconnecting is not an error of the bucket.
  expect((await Promise.all(entries)).map(({ method, status, code }) => [method, status, code])).toEqual([
    ["GET", 200, undefined],
    ["GET", 200, undefined],
  ]);
});

test("a client that disconnects before its whole PUT is read is no error of the bucket, and nothing is stored", async () => {
  const { host, port } = bucket();
  bucket().failNext({ delayMs: 60_000 });
  const entry = bucket().nextEntry();
  const socket = connect(port, "127.0.0.1").on("error", () => {});
  socket.end(`${textOf(signedRequest({ method: "PUT", key: "a", host, body: "whole" }))}whole`);
  expect(await entry).toMatchObject({ status: 400, code: "IncompleteBody" });
  expect(await bucket().files()).toEqual([]);
});

test("rejects a PUT that ends before its Content-Length as IncompleteBody, and stores nothing", async () => {
  const { host, port } = bucket();
  const headers: Pair[] = [["Content-Length", "10"]];
  const entry = bucket().nextEntry();
  const response = await sendRaw(port, signedRequest({ method: "PUT", key: "a", host, headers }), "half");
  expect(response).toMatch(/^HTTP\/1.1 400 .*x-cos-request-id: .*<Code>IncompleteBody<\/Code>/s);
  expect(await entry).toMatchObject({ status: 400, code: "IncompleteBody" });
  expect(await bucket().files()).toEqual([]);
});

test.each([
  ["that closes its connection", "close"],
  ["that keeps its connection", "keep-alive"],
])("stores only the announced bytes of a PUT %s if more bytes follow", async (_, connection) => {
  const { host, port } = bucket();
  const headers: Pair[] = [
    ["Content-Length", "4"],
    ["Connection", connection],
  ];
  const request = signedRequest({ method: "PUT", key: "a", host, headers });
  const response = await send(port, { ...request, body: "half and more" });
  expect([response.status, response.headers.connection]).toEqual([200, "close"]);
  expect((await head("a")).headers["content-length"]).toBe("4");
});

test("sends an error response during a long body and keeps the connection", async () => {
  const { host, port } = bucket();
  const body = Buffer.alloc(8 * 1024 * 1024);
  const rejected = signedRequest({ method: "PUT", key: "a", host, body, headers: [["x-cos-acl", "nonsense"]] });
  const next = signedRequest({ method: "HEAD", host });
  const responses = await sendRaw(port, rejected, body, `${textOf(next)}`);
  expect(responses.match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 400", "HTTP/1.1 200"]);
  expect(await bucket().files()).toEqual([]);
});

describe("x-cos-forbid-overwrite: true", () => {
  const FORBID: Pair[] = [["x-cos-forbid-overwrite", "true"]];

  test("stores a new key", async () => {
    expect((await put("a", "a", FORBID)).status).toBe(200);
  });

  test("rejects an existing key as FileAlreadyExists and keeps the object", async () => {
    await put("a", "first");
    const response = await put("a", "second", FORBID);
    expect([response.status, response.xml("Code")]).toEqual([409, "FileAlreadyExists"]);
    expect(await storedText(bucket(), "a")).toBe("first");
  });

  test("stores exactly one of ten simultaneous uploads", async () => {
    const bodies = Array.from({ length: 10 }, (_, index) => `body ${index}`);
    const responses = await Promise.all(bodies.map((body) => put("a", body, FORBID)));
    const winners = bodies.filter((_, index) => responses[index]?.status === 200);
    expect(responses.filter(({ status }) => status === 409)).toHaveLength(9);
    expect(winners).toEqual([await storedText(bucket(), "a")]);
    expect(await bucket().files()).toHaveLength(2);
  });
});

function md5Base64(text: string): string {
  return createHash("md5").update(text).digest("base64");
}

/** Two x-cos-meta-* headers with `bytes` bytes in their names (12 bytes each) and values. */
function metaOfBytes(bytes: number): Pair[] {
  return [
    ["x-cos-meta-a", "a".repeat(2048)],
    ["x-cos-meta-b", "b".repeat(bytes - 2048 - 24)],
  ];
}

/** Writes a request, ends the sending half, and returns everything that comes back. */
async function sendRaw(port: number, request: WireRequest, ...rest: (string | Uint8Array)[]): Promise<string> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.write(textOf(request));
  for (const part of rest) socket.write(part);
  socket.end();
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function textOf({ method, target, headers }: WireRequest): string {
  return `${method} ${target} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
}

describe("an upload without a content type", () => {
  test.each([
    ["a.zip", "application/zip"],
    ["a.m4v", "video/x-m4v"],
    ["a.heif", "image/heif"],
    ["a.HEIC", "image/heic"],
    ["a.avif", "image/avif"],
    ["a.webm", "video/webm"],
    ["a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
    ["a.jpg", "image/jpeg"],
    ["a.b/c", "application/octet-stream"],
    ["a.unknown", "application/octet-stream"],
    ["zip", "application/octet-stream"],
    ["a.", "application/octet-stream"],
  ])("%s has the type %s", async (key, type) => {
    await put(key, "a", []);
    const { headers } = await send(bucket().port, signedRequest({ method: "HEAD", key, host: bucket().host }));
    expect(headers["content-type"]).toBe(type);
  });
});

describe("a request with very many headers", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => [`a${index}`, ""] as const);

  test.each([
    [900, 409, "FileAlreadyExists"],
    [1100, 400, "InvalidRequest"],
    [1500, 400, "InvalidRequest"],
  ])("(%d before x-cos-forbid-overwrite) gets %d %s and overwrites nothing", async (count, status, code) => {
    const { port, host } = bucket();
    await put("a", "first", []);
    const forbid = ["x-cos-forbid-overwrite", "true"] as const;
    const request = signedRequest({ method: "PUT", key: "a", host, body: "second" });
    const response = await send(port, { ...request, headers: [...request.headers, ...many(count), forbid] });
    expect([response.status, response.xml("Code")]).toEqual([status, code]);
    expect(await storedText(bucket(), "a")).toBe("first");
  });
});
