import { problem } from "@wx-cos-upload/shared";
import request from "supertest";
import { createTestApp, type TestAppOptions } from "../support/test-app.ts";

/** Whatever is refused: the right status and code, a whole problem body, and nobody asked for credentials to sign with. */
async function expectRefused(
  send: (app: ReturnType<typeof createTestApp>["app"]) => request.Test,
  expected: unknown[],
  options?: TestAppOptions,
) {
  const { app, credentialProvider, requests } = createTestApp(options);
  const { status, body, headers } = await send(app);
  expect([status, body.code, body.field].slice(0, expected.length)).toEqual(expected);
  expect(problem.parse(body)).toEqual(body);
  expect(body.requestId).toBe(headers["x-request-id"]);
  expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(headers["cache-control"]).toBe("no-store");
  expect(credentialProvider).not.toHaveBeenCalled();
  expect(requests).toMatchObject([{ status, code: body.code }]);
  return body;
}

const QUERIES: Array<[what: string, query: string, status: number, code: string, field?: string]> = [
  ["no ext", "", 400, "invalid_extension", "ext"],
  ["empty ext", "?ext=", 400, "invalid_extension", "ext"],
  ["ext without a value", "?ext", 400, "invalid_extension", "ext"],
  ["unknown ext", "?ext=exe", 422, "unsupported_extension", "ext"],
  ["an ext a browser would run", "?ext=html", 422, "unsupported_extension", "ext"],
  ["the name of an Object.prototype member", "?ext=constructor", 422, "unsupported_extension", "ext"],
  ["repeated ext", "?ext=jpg&ext=png", 400, "repeated_field", "ext"],
  ["ext repeated in other encoding", "?ext=jpg&%65xt=png", 400, "repeated_field", "ext"],
  ["overlong ext", `?ext=${"a".repeat(17)}`, 400, "invalid_extension", "ext"],
  ["very long ext", `?ext=${"a".repeat(8000)}`, 400, "invalid_extension", "ext"],
  ["array-like ext[]", "?ext[]=jpg", 400, "unknown_field", "ext[]"],
  ["array-like ext beside ext", "?ext=jpg&ext[0]=png", 400, "unknown_field", "ext[0]"],
  ["object-like ext", "?ext[a]=b", 400, "unknown_field", "ext[a]"],
  ["ext with a dot", "?ext=.jpg", 400, "invalid_extension", "ext"],
  ["ext with a path", "?ext=jpg/../../admin/index.html", 400, "invalid_extension", "ext"],
  ["ext with an encoded path", "?ext=jpg%2F..%2Fx", 400, "invalid_extension", "ext"],
  ["ext with a NUL", "?ext=jpg%00", 400, "invalid_extension", "ext"],
  ["ext with a line feed", "?ext=jpg%0A", 400, "invalid_extension", "ext"],
  ["ext with a query in it", "?ext=jpg%3Fx-cos-acl=public-read", 400, "invalid_extension", "ext"],
  ["ext with Chinese", "?ext=%E5%9B%BE", 400, "invalid_extension", "ext"],
  ["size of 0", "?ext=jpg&size=0", 400, "invalid_size", "size"],
  ["negative size", "?ext=jpg&size=-1", 400, "invalid_size", "size"],
  ["fractional size", "?ext=jpg&size=1.5", 400, "invalid_size", "size"],
  ["size with an exponent", "?ext=jpg&size=1e3", 400, "invalid_size", "size"],
  ["hexadecimal size", "?ext=jpg&size=0x10", 400, "invalid_size", "size"],
  ["empty size", "?ext=jpg&size=", 400, "invalid_size", "size"],
  ["size with a space", "?ext=jpg&size=%2010", 400, "invalid_size", "size"],
  ["size in other digits", "?ext=jpg&size=%EF%BC%91", 400, "invalid_size", "size"],
  ["size past what a number holds", "?ext=jpg&size=9007199254740993", 400, "invalid_size", "size"],
  ["size of 40 digits", `?ext=jpg&size=${"9".repeat(40)}`, 400, "invalid_size", "size"],
  ["size one over the limit", "?ext=jpg&size=20971521", 422, "file_too_large", "size"],
  ["a video over its limit", "?ext=mp4&size=1073741825", 422, "file_too_large", "size"],
  ["repeated size", "?ext=jpg&size=1&size=2", 400, "repeated_field", "size"],
  ["md5 in hex", "?ext=jpg&size=1&md5=098f6bcd4621d373cade4e832627b4f6", 400, "invalid_md5", "md5"],
  ["md5 too short", "?ext=jpg&size=1&md5=CY9rzUYh03PK3k6DJie0", 400, "invalid_md5", "md5"],
  ["md5 with bits that no byte has", "?ext=jpg&size=1&md5=CY9rzUYh03PK3k6DJie09h==", 400, "invalid_md5", "md5"],
  ["md5 in URL Base64", "?ext=jpg&size=1&md5=CY9rzUYh03PK3k6DJie0_-==", 400, "invalid_md5", "md5"],
  ["empty md5", "?ext=jpg&size=1&md5=", 400, "invalid_md5", "md5"],
  ["unknown field", "?ext=jpg&key=uploads/mine.jpg", 400, "unknown_field", "key"],
  ["a field named __proto__", "?ext=jpg&__proto__=x", 400, "unknown_field", "__proto__"],
  ["field in the wrong case", "?Ext=jpg", 400, "unknown_field", "Ext"],
  ["invalid percent-encoding", "?ext=%ZZ", 400, "invalid_encoding"],
  ["percent-encoding cut off", "?ext=jpg%", 400, "invalid_encoding"],
  ["percent-encoding that is not UTF-8", "?ext=%FF", 400, "invalid_encoding"],
  ["overlong UTF-8", "?ext=%C0%AF", 400, "invalid_encoding"],
];

describe.each(["/put-sign", "/post-policy"])("GET %s", (path) => {
  const queries = QUERIES.filter(([, query]) => path === "/put-sign" || !query.includes("md5="));
  it.each(queries)("%s – refused, and nothing signed", async (_what, query, ...expected) => {
    await expectRefused((app) => request(app).get(path + query), expected);
  });

  it("no size where it is required – refused", async () => {
    await expectRefused((app) => request(app).get(`${path}?ext=jpg`), [400, "size_required", "size"], {
      requireSize: true,
    });
  });
});

const file = { ext: "jpg", size: 1 };
const json = (text: string) => (app: ReturnType<typeof createTestApp>["app"], path: string) =>
  request(app).post(path).set("Content-Type", "application/json").send(text);
type BodyCase = [
  what: string,
  send: (app: ReturnType<typeof createTestApp>["app"], path: string) => request.Test,
  status: number,
  code: string,
  field?: string,
];

const BODIES: BodyCase[] = [
  ["broken JSON", json('{"files":[{"ext":"jpg"}'), 400, "invalid_json"],
  ["JSON that is no object", json('"jpg"'), 400, "invalid_json"],
  ["a JSON array", json("[]"), 400, "invalid_body"],
  ["an empty body", json(""), 400, "invalid_batch", "files"],
  ["no body and no type", (app, path) => request(app).post(path), 415, "unsupported_media_type"],
  ["no files", json("{}"), 400, "invalid_batch", "files"],
  ["an empty list", json('{"files":[]}'), 400, "invalid_batch", "files"],
  ["files that is no list", json('{"files":{"0":{"ext":"jpg"}}}'), 400, "invalid_batch", "files"],
  ["a file that is a text", json('{"files":["jpg"]}'), 400, "invalid_batch", "files[0]"],
  ["null for a file", json('{"files":[null]}'), 400, "invalid_batch", "files[0]"],
  ["21 files", json(JSON.stringify({ files: Array.from({ length: 21 }, () => file) })), 400, "invalid_batch", "files"],
  ["an unknown field", json(JSON.stringify({ files: [file], key: "x" })), 400, "unknown_field", "key"],
  [
    "an unknown field of a file",
    json(JSON.stringify({ files: [{ ...file, key: "x" }] })),
    400,
    "unknown_field",
    "files[0].key",
  ],
  [
    "a polluted prototype",
    json('{"files":[{"ext":"jpg","size":1,"__proto__":{"ext":"html"}}]}'),
    400,
    "unknown_field",
    "files[0].__proto__",
  ],
  ["an ext that is an array", json('{"files":[{"ext":["jpg"]}]}'), 400, "invalid_extension", "files[0].ext"],
  ["a size that is a text", json('{"files":[{"ext":"jpg","size":"1"}]}'), 400, "invalid_size", "files[0].size"],
  ["a fractional size", json('{"files":[{"ext":"jpg","size":1.5}]}'), 400, "invalid_size", "files[0].size"],
  ["a size of 0", json('{"files":[{"ext":"jpg","size":0}]}'), 400, "invalid_size", "files[0].size"],
  ["a size past what JSON holds", json('{"files":[{"ext":"jpg","size":1e999}]}'), 400, "invalid_size", "files[0].size"],
  [
    "the second file over its limit",
    json(JSON.stringify({ files: [file, { ext: "png", size: 20971521 }] })),
    422,
    "file_too_large",
    "files[1].size",
  ],
  ["a body over 64 KiB", json(JSON.stringify({ files: [file], filler: "x".repeat(64 * 1024) })), 413, "body_too_large"],
  [
    "another type of body",
    (app, path) => request(app).post(path).type("form").send("files=1"),
    415,
    "unsupported_media_type",
  ],
  [
    "another charset",
    (app, path) => request(app).post(path).set("Content-Type", "application/json; charset=gbk").send("{}"),
    415,
    "unsupported_media_type",
  ],
  ...["gzip", "br", "zstd", "rot13"].map(
    (encoding): BodyCase => [
      `compressed by ${encoding}`,
      (app, path) => json("{}")(app, path).set("Content-Encoding", encoding),
      415,
      "unsupported_media_type",
    ],
  ),
];

describe.each(["/put-sign/batch", "/post-policy/batch"])("POST %s", (path) => {
  it.each(BODIES)("%s – refused, and nothing signed", async (_what, send, ...expected) => {
    await expectRefused((app) => send(app, path), expected);
  });

  it("a file without a size where it is required – refused", async () => {
    await expectRefused(
      (app) => json('{"files":[{"ext":"jpg"}]}')(app, path),
      [400, "size_required", "files[0].size"],
      {
        requireSize: true,
      },
    );
  });
});

describe("what a problem says", () => {
  it("names the limit and the value", async () => {
    const body = await expectRefused((app) => request(app).get("/put-sign?ext=jpg&size=20971521"), [422]);
    expect(body).toEqual({
      type: "urn:wx-cos-upload:problem:file_too_large",
      title: "The file is too large",
      status: 422,
      detail: "size is 20971521 bytes; the limit for jpg files is 20971520 bytes",
      code: "file_too_large",
      requestId: "id-from-the-server",
      field: "size",
    });
  });

  it("cuts a long value short", async () => {
    const { detail } = await expectRefused((app) => request(app).get(`/put-sign?ext=${"a".repeat(8000)}`), [400]);
    expect(detail.length).toBeLessThan(200);
  });

  it("lists what may be uploaded", async () => {
    const { detail } = await expectRefused((app) => request(app).get("/put-sign?ext=exe"), [422]);
    expect(detail).toBe('ext is "exe"; uploads here may be: jpg, jpeg, png, gif, webp, heic, heif, mp4, m4v, mov');
  });
});

describe("paths and methods", () => {
  it.each([
    "/",
    "/put-sign/",
    "/put-sign/x",
    "/PUT-SIGN%00",
    "/%ZZ",
    "//put-sign",
    "/sts",
  ])("GET %s – 404 or the route itself", async (path) => {
    const { status, body } = await request(createTestApp().app).get(path);
    expect([404, 400]).toContain(status);
    expect(problem.parse(body)).toEqual(body);
  });

  it.each([
    ["POST", "/put-sign?ext=jpg", "GET, HEAD"],
    ["DELETE", "/put-sign?ext=jpg", "GET, HEAD"],
    ["PUT", "/post-policy?ext=jpg", "GET, HEAD"],
    ["OPTIONS", "/post-policy?ext=jpg", "GET, HEAD"],
    ["GET", "/put-sign/batch", "POST"],
    ["PATCH", "/post-policy/batch", "POST"],
    ["POST", "/healthz", "GET, HEAD"],
    ["DELETE", "/readyz", "GET, HEAD"],
  ])("%s %s – 405 with Allow: %s", async (method, path, allow) => {
    const { app, credentialProvider } = createTestApp();
    const agent = request(app);
    const { status, body, headers } = await agent[method.toLowerCase() as "get"](path);
    expect([status, body.code, headers["allow"]]).toEqual([405, "method_not_allowed", allow]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });
});
