import { once } from "node:events";
import { connect } from "node:net";
import { problem } from "@wx-cos-upload/contract";
import request from "supertest";
import { BAD_BODIES, BAD_QUERIES, json } from "../support/bad-requests.ts";
import { createTestApp, startTestServer, type TestAppOptions } from "../support/test-app.ts";

/** Each rejected request: the right status and code, a whole problem body, and no request for credentials. */
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

describe.each(["/put-sign", "/post-policy"])("GET %s", (path) => {
  const queries = BAD_QUERIES.filter(([, query]) => path === "/put-sign" || !query.includes("md5="));
  test.each(queries)("%s → rejected, and nothing signed", async (_what, query, ...expected) => {
    await expectRefused((app) => request(app).get(path + query), expected);
  });

  test("rejects a missing size if the size is required", async () => {
    await expectRefused((app) => request(app).get(`${path}?ext=jpg`), [400, "size_required", "size"], {
      requireSize: true,
    });
  });
});

describe.each(["/put-sign/batch", "/post-policy/batch"])("POST %s", (path) => {
  test.each(BAD_BODIES)("%s → rejected, and nothing signed", async (_what, send, ...expected) => {
    await expectRefused((app) => send(app, path), expected);
  });

  test.each([
    ["an unknown field", "?x=1", "unknown_field"],
    ["invalid percent-encoding", "?x=%ZZ", "invalid_encoding"],
  ])("%s in the query → rejected, and nothing signed", async (_, query, code) => {
    await expectRefused((app) => json('{"files":[{"ext":"jpg"}]}')(app, path + query), [400, code]);
  });

  test("rejects a value nested 5,000 levels deep and signs nothing", async () => {
    const nested = "[".repeat(5_000) + "]".repeat(5_000);
    for (const body of [`{"files":${nested}}`, `{"files":[{"ext":${nested}}]}`, `{"files":[${nested}]}`]) {
      await expectRefused((app) => json(body)(app, path), [400]);
    }
  });

  test("rejects a body over 64 KiB before it is sent", async () => {
    const { port, close } = await startTestServer();
    const socket = connect(port, "127.0.0.1");
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json`;
    socket.write(`${head}\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n`);
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
    await close();
  });

  test("rejects a file without a size if the size is required", async () => {
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
  test("names the limit and the value", async () => {
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

  test("cuts a long value short", async () => {
    const { detail } = await expectRefused((app) => request(app).get(`/put-sign?ext=${"a".repeat(8000)}`), [400]);
    expect(detail.length).toBeLessThan(200);
  });

  test("lists what may be uploaded", async () => {
    const { detail } = await expectRefused((app) => request(app).get("/put-sign?ext=exe"), [422]);
    expect(detail).toBe('ext is "exe"; this server allows: jpg, jpeg, png, gif, webp, heic, heif, mp4, m4v, mov');
  });
});

describe("paths and methods", () => {
  test.each([
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

  test.each([
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
