import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LocalCos, startLocalCos } from "../../../src/cos/index.ts";
import type { OperationName } from "../../../src/cos/testing/operation-name.ts";
import { completeXml, multipartCalls } from "../support/multipart-upload.ts";
import { send, type WireRequest } from "../support/send.ts";
import { signedRequest, type ToSign } from "../support/signed-request.ts";

let cos: LocalCos;
beforeAll(async () => {
  cos = await startLocalCos({ port: 0 });
});
beforeEach(() => cos.reset());
afterAll(() => cos.close({ graceMs: 0 }));

/** A request that is valid for ten minutes by the machine's clock. */
function signed(toSign: Omit<ToSign, "host">): WireRequest {
  return signedRequest({ host: cos.host, keyTime: signedKeyTime(), ...toSign });
}
function signedKeyTime(): string {
  const seconds = Math.floor(Date.now() / 1000);
  return `${seconds - 60};${seconds + 540}`;
}
const put = (key: string, body = "a") => send(cos.port, signed({ method: "PUT", key, body }));
const get = (key: string) => send(cos.port, signed({ method: "GET", key }));

test("names its bucket, region and keys", () => {
  expect([cos.bucket, cos.region, cos.credentials.secretId]).toEqual([
    "examplebucket-1250000000",
    "ap-guangzhou",
    "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q",
  ]);
  expect(cos.url).toBe(`http://${cos.host}`);
});

describe("seed", () => {
  test("stores objects with their headers", async () => {
    const headers = { "Content-Type": "image/png", "x-cos-acl": "public-read", "x-cos-meta-name": "a" };
    expect(await cos.seed({ "a/b.txt": "text", c: { body: new Uint8Array([1, 2]), headers } })).toBe(2);
    expect((await get("a/b.txt")).text).toBe("text");
    const response = await fetch(`${cos.url}/c`);
    expect([response.headers.get("content-type"), response.headers.get("x-cos-meta-name")]).toEqual(["image/png", "a"]);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
  });

  test("stores the files of a folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seed-"));
    try {
      await mkdir(join(folder, "照片/b"), { recursive: true });
      await writeFile(join(folder, "照片/b/a.jpg"), "a photo");
      await writeFile(join(folder, "a.txt"), "text");
      expect(await cos.seed(folder)).toBe(2);
    } finally {
      await rm(folder, { recursive: true });
    }
    expect([(await get("照片/b/a.jpg")).text, (await get("a.txt")).text]).toEqual(["a photo", "text"]);
  });

  test("stores links to files, and no links to folders", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seed-"));
    try {
      await writeFile(join(folder, "a.txt"), "text");
      await symlink("a.txt", join(folder, "link.txt"));
      await symlink(".", join(folder, "loop"));
      expect(await cos.seed(folder)).toBe(2);
      expect((await get("link.txt")).text).toBe("text");
      await symlink("missing", join(folder, "broken"));
      await expect(cos.seed(folder)).rejects.toMatchObject({
        message: `cannot seed ${join(folder, "broken")}`,
        cause: { code: "ENOENT" },
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("names the file whose path is no object key", async () => {
    const folder = await mkdtemp(join(tmpdir(), "seed-"));
    try {
      const path = join(folder, "a".repeat(250), "b".repeat(250), "c".repeat(250), "d".repeat(250));
      await mkdir(path, { recursive: true });
      await writeFile(join(path, "e"), "text");
      await expect(cos.seed(folder)).rejects.toThrow(`cannot seed ${join(path, "e")}`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    ["a key that COS rejects", { "/a": "a" }, "/a", "An object key cannot start with / or \\."],
    [
      "a header that COS rejects",
      { a: { body: "a", headers: { "x-cos-acl": "all" } } },
      "a",
      "x-cos-acl must be one of",
    ],
    ["half a character in a key", { "a\ud800": "a" }, "a\ud800", "The object key contains half a character"],
    [
      "a header of no object",
      { a: { body: "a", headers: { "x-cos-grant-read": "id" } } },
      "a",
      "the header x-cos-grant-read does not become an object's metadata",
    ],
    [
      "a header twice",
      { a: { body: "a", headers: { "x-cos-acl": "private", "X-Cos-Acl": "default" } } },
      "a",
      "the header x-cos-acl is given twice",
    ],
    ["a folder that does not exist", "/no/such/folder", "/no/such/folder", "ENOENT"],
    [
      "a body of another type",
      JSON.parse('{ "a": { "body": [1] } }'),
      "a",
      "the body must be a string or a Uint8Array",
    ],
  ])("rejects %s", async (_what, seed, name, reason) => {
    const message = expect.stringContaining(reason);
    await expect(cos.seed(seed)).rejects.toMatchObject({ message: `cannot seed ${name}`, cause: { message } });
    expect((await get("a")).status).toBe(404);
  });
});

test("reset removes unfinished uploads", async () => {
  const { status } = await send(cos.port, signed({ method: "POST", key: "a", query: [["uploads", ""]], body: "" }));
  expect(status).toBe(200);
  const list = () => send(cos.port, signed({ method: "GET", query: [["uploads", ""]] }));
  expect((await list()).text).toContain("<UploadId>");
  await cos.reset();
  expect((await list()).text).not.toContain("<UploadId>");
});

test("reset waits for a Complete in progress, and deletes its object", async () => {
  const uploads = multipartCalls(() => cos, { keyTime: signedKeyTime() });
  const id = await uploads.begin("a");
  const [part] = await uploads.uploadParts({ key: "a", id }, ["a"]);
  const body = completeXml(part === undefined ? [] : [part]);
  const { target, headers } = signed({ method: "POST", key: "a", query: [["uploadId", id]], body });
  // The headers come before the object is stored.
  const response = await fetch(`${cos.url}${target}`, { method: "POST", headers: Object.fromEntries(headers), body });
  await cos.reset();
  await response.text();
  expect((await get("a")).status).toBe(404);
});

test("reset deletes objects, forgets failures and requests, and starts the clock", async () => {
  await put("a");
  cos.failNext({ status: 500 });
  cos.setClock(0);
  await cos.reset();
  expect(cos.requests()).toEqual([]);
  expect((await get("a")).status).toBe(404);
});

describe("setClock", () => {
  test("stops the clock that signatures are compared with", async () => {
    cos.setClock(new Date(Date.now() + 3600_000));
    expect((await put("a")).xml("Message")).toBe("Request has expired");
    cos.setClock(undefined);
    expect((await put("a")).status).toBe(200);
  });

  test.each([Number.NaN, new Date("never"), 1e20, -1, 1e13])("rejects %s", (time) => {
    expect(() => cos.setClock(time)).toThrow(TypeError);
  });
});

describe("failNext", () => {
  test("fails one request, without carrying it out", async () => {
    cos.failNext({ operation: "PutObject", status: 503, code: "SlowDown" });
    expect((await get("a")).status).toBe(404);
    const failed = await put("a");
    expect([failed.status, failed.xml("Code")]).toEqual([503, "SlowDown"]);
    expect(failed.headers["x-cos-request-id"]).toBe(failed.xml("RequestId"));
    expect((await get("a")).status).toBe(404);
    expect((await put("a")).status).toBe(200);
    expect(cos.requests().map(({ isInjected }) => isInjected)).toEqual([false, true, false, false]);
  });

  test("fails several requests in turn, whatever their operation", async () => {
    cos.failNext({ status: 500 });
    cos.failNext({ code: "InternalError" });
    expect([(await get("a")).status, (await put("a")).status, (await put("a")).status]).toEqual([500, 503, 200]);
  });

  test("delays a request", async () => {
    cos.failNext({ delayMs: 80 });
    const started = performance.now();
    expect((await put("a")).status).toBe(200);
    // Timers may fire a millisecond early.
    expect(performance.now() - started).toBeGreaterThan(78);
  });

  test("cuts an upload off in the middle, and nothing is stored", async () => {
    for (const cutAfterBytes of [0, 500_000, 5_000_000]) {
      cos.failNext({ operation: "PutObject", cutAfterBytes });
      await expect(put("a", "a".repeat(1_000_000))).rejects.toMatchObject({
        code: expect.stringMatching(/ECONNRESET|EPIPE/),
      });
    }
    expect((await get("a")).status).toBe(404);
    expect((await put("a")).status).toBe(200);
  });

  test("cuts a download off after so many bytes", async () => {
    await cos.seed({ a: "a".repeat(1_000_000) });
    cos.failNext({ operation: "GetObject", cutAfterBytes: 300_000 });
    const { target, headers } = signed({ method: "GET", key: "a" });
    const response = await fetch(`${cos.url}${target}`, { headers: Object.fromEntries(headers.slice(1)) });
    expect(response.headers.get("content-length")).toBe("1000000");
    let bytes = 0;
    const read = async () => {
      for await (const chunk of response.body ?? []) bytes += chunk.length;
    };
    await expect(read()).rejects.toThrow();
    expect(bytes).toBe(300_000);
  });

  test("cuts an upload without a body off, and nothing is stored", async () => {
    await cos.seed({ a: "a" });
    const uploads: readonly (readonly [OperationName, Omit<ToSign, "host">])[] = [
      ["PutObject", { method: "PUT", key: "b" }],
      ["PutObjectCopy", { method: "PUT", key: "b", headers: [["x-cos-copy-source", `${cos.host}/a`]] }],
      ["InitiateMultipartUpload", { method: "POST", key: "b", query: [["uploads", ""]] }],
      ["PutObjectACL", { method: "PUT", key: "a", query: [["acl", ""]], headers: [["x-cos-acl", "public-read"]] }],
    ];
    for (const [operation, toSign] of uploads) {
      cos.failNext({ operation, cutAfterBytes: 100 });
      await expect(send(cos.port, signed(toSign))).rejects.toMatchObject({ code: "ECONNRESET" });
    }
    expect((await get("b")).status).toBe(404);
    expect((await send(cos.port, signed({ method: "GET", query: [["uploads", ""]] }))).xml("UploadId")).toBeUndefined();
    expect((await fetch(`${cos.url}/a`)).status).toBe(403);
    const cut = cos.requests().filter(({ isInjected }) => isInjected);
    expect(cut.map(({ operation, code }) => [operation, code])).toEqual(
      uploads.map(([operation]) => [operation, "IncompleteBody"]),
    );
  });

  test("closes the connection without a response", async () => {
    for (const method of ["GET", "HEAD", "DELETE"]) {
      cos.failNext({ cutAfterBytes: 0 });
      await expect(send(cos.port, signed({ method, key: "a" }))).rejects.toMatchObject({ code: "ECONNRESET" });
    }
  });

  test("does not hold up a close", async () => {
    const other = await startLocalCos({ port: 0 });
    other.failNext({ delayMs: 60_000 });
    const { target, headers } = signed({ method: "GET", key: "a" });
    const pending = fetch(`${other.url}${target}`, { headers: Object.fromEntries(headers) }).catch(() => "cut off");
    // A second request reaches the bucket after the first.
    await fetch(other.url);
    const started = performance.now();
    await other.close({ graceMs: 50 });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await pending).toBe("cut off");
  });

  test.each([
    [{}, "needs status"],
    [{ status: 200 }, "status must be 400 to 599"],
    [{ code: "a b" }, "code must be letters"],
    [{ delayMs: -1 }, "delayMs"],
    [{ cutAfterBytes: 1.5 }, "cutAfterBytes must be a whole number"],
    [{ cutAfterBytes: 1, status: 500 }, "cutAfterBytes excludes status"],
  ])("rejects %j", (failure, message) => {
    expect(() => cos.failNext(failure)).toThrow(message);
  });
});

describe("requests", () => {
  test("records operation, headers and verdict, and no secret", async () => {
    await put("a");
    await get("b");
    const { authorization = "" } = Object.fromEntries(
      signed({ method: "GET", key: "a" }).headers.map(([name, value]) => [name.toLowerCase(), value]),
    );
    await fetch(`${cos.url}/a?response-expires=1&${authorization}&%78-cos-security-token=secret&q-%73ignature=secret`);
    const [first, second, third] = cos.requests();
    expect(first).toMatchObject({
      method: "PUT",
      target: "/a",
      operation: "PutObject",
      status: 200,
      isInjected: false,
    });
    expect(first?.headers.map(([name]) => name)).toEqual(["host", "content-length", "connection"]);
    expect(second).toMatchObject({ operation: "GetObject", status: 404, code: "NoSuchKey" });
    expect(third).toMatchObject({ target: "/a?response-expires=1", status: 400, code: "InvalidArgument" });
  });

  test("keeps the last 100", async () => {
    for (let index = 0; index < 105; index += 1) await fetch(`${cos.url}/${index}`);
    expect(cos.requests().map(({ target }) => target)).toEqual(
      Array.from({ length: 100 }, (_, index) => `/${index + 5}`),
    );
  });

  test("contains a request that is not readable", async () => {
    await fetch(`${cos.url}/%ff`);
    expect(cos.requests()).toMatchObject([{ method: "GET", target: "/%ff", headers: [], code: "InvalidURI" }]);
  });
});
