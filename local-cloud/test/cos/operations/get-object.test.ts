import { readdir, readlink } from "node:fs/promises";
import type { NameValues } from "@wx-cos-upload/cos-signature";
import fc from "fast-check";
import { isPathToRoot } from "../../../src/cos/request/object-key.ts";
import { send, type WireResponse } from "../support/send.ts";
import { signedRequest } from "../support/signed-request.ts";
import { useTestBucket } from "../support/test-bucket.ts";

const bucket = useTestBucket();

function call(method: string, key: string, rest: { headers?: NameValues; query?: NameValues; body?: string } = {}) {
  return send(bucket().port, signedRequest({ method, key, host: bucket().host, ...rest }));
}

function anonymous(method: string, target: string) {
  return send(bucket().port, { method, target, headers: [["Host", bucket().host]] });
}

test.each(["GET", "HEAD"])("describes the object in the headers of a %s", async (method) => {
  await call("PUT", "a.txt", { body: "[Object Content]" });
  const { status, headers, text } = await call(method, "a.txt");
  expect(status).toBe(200);
  expect(text).toBe(method === "GET" ? "[Object Content]" : "");
  expect(headers).toMatchObject({
    "content-length": "16",
    "content-type": "text/plain",
    "accept-ranges": "bytes",
    etag: '"ee8de918d05640145b18f70f4c3aa602"',
    "last-modified": new Date(bucket().clock.seconds * 1000).toUTCString(),
    "x-cos-hash-crc64ecma": "16749565679157681890",
  });
});

test.each(["GET", "HEAD"])("responds to a %s of an absent key with NoSuchKey", async (method) => {
  const { status, headers, text } = await call(method, "absent");
  expect(status).toBe(404);
  expect(headers).toMatchObject({ "content-type": "application/xml", "x-cos-trace-id": expect.any(String) });
  if (method === "HEAD") expect([text, headers["content-length"]]).toEqual(["", "0"]);
  else expect(text).toMatch(/^<\?xml version='1.0' encoding='utf-8' \?><Error><Code>NoSuchKey<\/Code><Message>/);
});

test.each([
  ["bytes=2-4", "234", "bytes 2-4/10"],
  ["bytes=7-", "789", "bytes 7-9/10"],
  ["bytes=-2", "89", "bytes 8-9/10"],
])("responds to a GET with Range %s with 206", async (range, text, contentRange) => {
  await call("PUT", "a", { body: "0123456789" });
  const response = await call("GET", "a", { headers: [["Range", range]] });
  expect(response).toMatchObject({ status: 206, text, headers: { "content-range": contentRange } });
  expect(response.headers["content-length"]).toBe(String(text.length));
});

test("responds to a Range after the end with 416 and the size", async () => {
  await call("PUT", "a", { body: "0123456789" });
  const response = await call("GET", "a", { headers: [["Range", "bytes=10-"]] });
  expect(response).toMatchObject({ status: 416, headers: { "content-range": "bytes */10" } });
  expect(response.xml("Code")).toBe("InvalidRange");
});

test.each(["bytes=2-4", "Bytes=2-4", "BYTES=2-4"])("reads the unit of %s in any case", async (range) => {
  await call("PUT", "a", { body: "0123456789" });
  expect(await call("GET", "a", { headers: [["Range", range]] })).toMatchObject({ status: 206, text: "234" });
});

test.each([
  "bytes=2-4",
  "bytes=10-",
  "bytes=-1",
])("ignores %s in a HEAD, because only a GET has ranges", async (range) => {
  await call("PUT", "a", { body: "0123456789" });
  const { status, headers } = await call("HEAD", "a", { headers: [["Range", range]] });
  expect([status, headers["content-length"]]).toEqual([200, "10"]);
  expect(headers).not.toHaveProperty("content-range");
});

test.each<[headers: NameValues, query: NameValues, status: number]>([
  [[["x-cos-traffic-limit", "819200"]], [], 200],
  [[], [["x-cos-traffic-limit", "819200"]], 200],
  [[["x-cos-traffic-limit", "1"]], [], 400],
  [[], [["x-cos-traffic-limit", "1"]], 400],
])("validates the traffic limit of a GET with headers %j and query %j", async (headers, query, status) => {
  await call("PUT", "a", { body: "a" });
  expect((await call("GET", "a", { headers, query })).status).toBe(status);
});

describe("If-Range", () => {
  const ETAG = '"781e5e245d69b566979b86e28d23f2c7"';
  const DATE = "Tue, 14 Nov 2023 22:15:00 GMT";

  test.each([
    ["the ETag", ETAG, 206],
    ["the date", DATE, 206],
    ["another ETag", '"0"', 200],
    ["a weak ETag", `W/${ETAG}`, 200],
    ["an ETag without quotation marks", ETAG.slice(1, -1), 200],
    ["an earlier date", "Tue, 14 Nov 2023 22:14:59 GMT", 200],
    ["a later date", "Tue, 14 Nov 2023 22:15:01 GMT", 200],
    ["a list", `${ETAG}, "0"`, 200],
    ["nothing", "", 200],
  ])("with %s gets %3$d", async (_what, value, status) => {
    await call("PUT", "a", { body: "0123456789" });
    const headers = [
      ["Range", "bytes=2-4"],
      ["If-Range", value],
    ] as const;
    const response = await call("GET", "a", { headers });
    expect([response.status, response.text]).toEqual([status, status === 206 ? "234" : "0123456789"]);
  });

  test("of another object ignores a range after the end, too", async () => {
    await call("PUT", "a", { body: "0123456789" });
    const headers = [
      ["Range", "bytes=99-"],
      ["If-Range", '"0"'],
    ] as const;
    expect((await call("GET", "a", { headers })).status).toBe(200);
  });
});

test.each([
  "/",
  "//",
  ".",
  "./",
  "..",
  "../",
  "a/..",
  "a/../",
  "/./",
  "a/b/../..",
])("rejects every operation on the key %j, which simplifies to the bucket itself", async (key) => {
  await call("PUT", "kept", { body: "kept" });
  for (const method of ["GET", "HEAD", "PUT", "DELETE"]) {
    const response = await call(method, key, method === "PUT" ? { body: "a" } : {});
    expect([response.status, response.xml("Code")]).toEqual([400, method === "HEAD" ? undefined : "InvalidURI"]);
  }
  expect(await bucket().files()).toHaveLength(2);
});

const [testOnLinux, skipped] = process.platform === "linux" ? [test, ""] : [test.skip, "SKIPPED, needs /proc: "];

testOnLinux(`${skipped}leaves no file open after a GET that sends no bytes`, async () => {
  const etag = String((await call("PUT", "a", { body: "0123456789" })).headers.etag);
  expect((await call("GET", "a", { headers: [["If-None-Match", etag]] })).status).toBe(304);
  expect((await call("GET", "a", { headers: [["Range", "bytes=10-"]] })).status).toBe(416);
  // A descriptor that has been closed since the listing has no path any more.
  const descriptors = await readdir("/proc/self/fd");
  const paths = await Promise.all(descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  expect(paths.filter((path) => path.startsWith(`${bucket().directory}/data/`))).toEqual([]);
});

test("responds to conditions with 304 without a body or with 412 and an error", async () => {
  const etag = String((await call("PUT", "a", { body: "a" })).headers.etag);
  const unchanged = await call("GET", "a", { headers: [["If-None-Match", etag]] });
  expect(unchanged).toMatchObject({ status: 304, text: "", headers: { etag } });
  const failed = await call("GET", "a", { headers: [["If-Match", '"other"']] });
  expect([failed.status, failed.xml("Code")]).toEqual([412, "PreconditionFailed"]);
});

test("a 304 repeats the headers that control a cache", async () => {
  const stored = [["Cache-Control", "max-age=60"] as const, ["Expires", "Thu, 01 Jan 2099 00:00:00 GMT"] as const];
  await call("PUT", "a", { body: "a", headers: stored });
  for (const method of ["GET", "HEAD"]) {
    const { status, headers } = await call(method, "a", {
      headers: [["If-None-Match", "*"]],
      query: [["response-cache-control", "no-store"]],
    });
    expect(status).toBe(304);
    expect(headers).toMatchObject({ "cache-control": "no-store", expires: "Thu, 01 Jan 2099 00:00:00 GMT" });
    expect(headers).not.toHaveProperty("content-type");
  }
});

test.each([
  "ARCHIVE",
  "DEEP_ARCHIVE",
])("rejects reading and copying an object in %s, and describes it", async (name) => {
  const headers = [
    ["x-cos-storage-class", name],
    ["x-cos-acl", "public-read"],
  ] as const;
  await call("PUT", "a.png", { headers, body: "archived" });
  const before = await bucket().files();
  const state = async (response: Promise<WireResponse>) => {
    const { status, xml } = await response;
    return [status, xml("Code")];
  };
  const rejected = [403, "InvalidObjectState"];
  expect(await state(call("GET", "a.png"))).toEqual(rejected);
  expect(await state(call("GET", "a.png", { headers: [["Range", "bytes=0-1"]] }))).toEqual(rejected);
  expect(await state(call("GET", "a.png", { query: [["imageMogr2/thumbnail/2x", ""]] }))).toEqual(rejected);
  expect(await state(anonymous("GET", "/a.png"))).toEqual(rejected);
  const copySource = ["x-cos-copy-source", `${bucket().host}/a.png`] as const;
  expect(await state(call("PUT", "b", { headers: [copySource], body: "" }))).toEqual(rejected);
  expect(await bucket().files()).toEqual(before);
  const described = await call("HEAD", "a.png");
  expect([described.status, described.headers["x-cos-storage-class"]]).toEqual([200, name]);
});

test("overrides stored headers with response-* parameters", async () => {
  await call("PUT", "a", { body: "a", headers: [["Content-Type", "image/png"]] });
  const query = [
    ["response-content-type", "text/html"],
    ["response-content-disposition", 'attachment; filename="照片.png"'],
  ] as const;
  const { headers } = await call("GET", "a", { query });
  expect(headers["content-type"]).toBe("text/html");
  expect(Buffer.from(String(headers["content-disposition"]), "latin1").toString()).toContain("照片.png");
});

test("rejects a response-* parameter with a line break", async () => {
  await call("PUT", "a", { body: "a" });
  const response = await call("GET", "a", { query: [["response-expires", "a\r\nSet-Cookie: b"]] });
  expect([response.status, response.xml("Code")]).toEqual([400, "InvalidArgument"]);
});

test.each([
  ["private", 403],
  ["default", 403],
  ["authenticated-read", 403],
  ["public-read", 200],
])("responds to an anonymous GET of an object with x-cos-acl %s with %d", async (acl, status) => {
  await call("PUT", "a", { body: "a", headers: [["x-cos-acl", acl]] });
  expect((await anonymous("GET", "/a")).status).toBe(status);
  expect((await anonymous("HEAD", "/a")).status).toBe(status);
});

test("does not let anonymous requests find absent keys, override headers or change objects", async () => {
  await call("PUT", "a", { body: "a", headers: [["x-cos-acl", "public-read"]] });
  const responses = await Promise.all([
    anonymous("GET", "/absent"),
    anonymous("GET", "/a?response-content-type=text/html"),
    anonymous("DELETE", "/a"),
    anonymous("PUT", "/a"),
    anonymous("GET", "/"),
  ]);
  expect(responses.map(({ status }) => status)).toEqual([403, 400, 403, 403, 403]);
  expect((await anonymous("GET", "/a")).text).toBe("a");
});

test("deletes an object and its files, and responds with 204 to a second DELETE", async () => {
  await call("PUT", "a", { body: "a" });
  expect((await call("DELETE", "a")).status).toBe(204);
  expect((await call("GET", "a")).status).toBe(404);
  expect(await bucket().files()).toEqual([]);
  expect((await call("DELETE", "a")).status).toBe(204);
});

test("returns any bytes under any key unchanged", async () => {
  const key = fc
    .string({ unit: "binary", minLength: 1, maxLength: 100 })
    .filter((text) => !/^[/\\]/.test(text) && !/\p{Cc}/u.test(text) && !isPathToRoot(text));
  await fc.assert(
    fc.asyncProperty(key, fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), async (name, bytes, a, b) => {
      const { host, port } = bucket();
      const put = await send(port, signedRequest({ method: "PUT", key: name, host, body: bytes }));
      expect(put.status).toBe(200);
      expect((await call("GET", name)).bytes).toEqual(Buffer.from(bytes));
      fc.pre(a < bytes.length && a <= b);
      const slice = await call("GET", name, { headers: [["Range", `bytes=${a}-${b}`]] });
      expect(slice.bytes).toEqual(Buffer.from(bytes.slice(a, b + 1)));
    }),
    { numRuns: 40 },
  );
});

test.each([
  "../../etc/passwd",
  "a/../b",
  "CON",
  "a".repeat(850),
  "照片/😀.jpg",
  "%2e%2e",
  "a?b#c",
  "it's (1)+~*!",
])("treats the key %j as a plain name", async (key) => {
  await call("PUT", key, { body: "text" });
  await call("PUT", key.toUpperCase() === key ? `${key.slice(0, 800)}x` : key.toUpperCase(), { body: "other" });
  expect((await call("GET", key)).text).toBe("text");
  expect(await bucket().files()).toHaveLength(4);
});

describe("an object opened in a browser", () => {
  test.each([
    ["text/html", "sandbox"],
    ["image/svg+xml", "sandbox"],
    ["image/jpeg", "sandbox"],
    ["application/pdf, text/html", "sandbox"],
    ["application/pdf", undefined],
    ["Application/PDF", undefined],
  ])("with the type %s keeps its type and has the policy %s", async (type, policy) => {
    await call("PUT", "a", { body: "<script>", headers: [["Content-Type", type]] });
    for (const method of ["GET", "HEAD"]) {
      const { headers } = await call(method, "a");
      expect(headers).toMatchObject({ "content-type": type, "x-content-type-options": "nosniff" });
      expect(headers["content-security-policy"]).toBe(policy);
    }
  });

  test("has the same headers in a response to a Range", async () => {
    await call("PUT", "a.html", { body: "<script>" });
    const { status, headers } = await call("GET", "a.html", { headers: [["Range", "bytes=0-"]] });
    expect([status, headers["content-security-policy"], headers["x-content-type-options"]]).toEqual([
      206,
      "sandbox",
      "nosniff",
    ]);
  });

  test("is sandboxed if it is a PDF that the client requests as HTML", async () => {
    await call("PUT", "a.pdf", { body: "<script>" });
    const { headers } = await call("GET", "a.pdf", { query: [["response-content-type", "text/html"]] });
    expect(headers["content-security-policy"]).toBe("sandbox");
  });
});
