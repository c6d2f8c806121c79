import { connect } from "node:net";
import request from "supertest";
import { createLogger } from "../../src/observability/logger.ts";
import { createSecretRedactor } from "../../src/observability/redact-secrets.ts";
import type { RequestLogEntry } from "../../src/observability/request-log-entry.ts";
import { deferred } from "../support/deferred.ts";
import { CREDENTIALS, createTestApp, startTestServer } from "../support/test-app.ts";

function collectLines() {
  const lines: string[] = [];
  return { lines, destination: { write: (line: string) => void lines.push(line) } };
}

describe("the line of a request", () => {
  test("logs id, method, route, status and duration", async () => {
    let ms = 0;
    const { app, requests } = createTestApp({ monotonicMs: () => (ms += 1.234) });
    await request(app).get("/put-sign?ext=jpg");
    expect(requests).toEqual([
      { requestId: "id-from-the-server", method: "GET", route: "/put-sign", status: 200, durationMs: 1.23 },
    ]);
  });

  test("logs the code of a rejection, and no path if no route matched", async () => {
    const { app, requests } = createTestApp();
    await request(app).get("/a-path-with-a-pasted-secret");
    expect(requests).toMatchObject([{ route: null, status: 404, code: "not_found" }]);
  });

  test("logs that the client disconnected", async () => {
    const signing = deferred();
    const logged = deferred<RequestLogEntry>();
    const never = () => {
      signing.resolve();
      return deferred<never>().promise;
    };
    const { port, close } = await startTestServer({
      logRequest: logged.resolve,
      signer: { signPut: never, signPost: never, credentialsReady: never },
    });
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /put-sign?ext=jpg HTTP/1.1\r\nHost: a\r\n\r\n");
    await signing.promise;
    socket.destroy();
    expect(await logged.promise).toMatchObject({ route: "/put-sign", status: null, aborted: true });
    await close();
  });
});

describe("an id", () => {
  test.each(["abcdefgh", "7c9e6679-7425-40de-944b-e07fc1f90ae7"])("%s from the caller is kept", async (id) => {
    const { headers } = await request(createTestApp().app).get("/healthz").set("X-Request-Id", id);
    expect(headers["x-request-id"]).toBe(id);
  });

  test.each([
    "short",
    "has spaces in it",
    'quo"te-quote',
    "x".repeat(65),
  ])("%s from the caller is replaced", async (id) => {
    const { headers } = await request(createTestApp().app).get("/healthz").set("X-Request-Id", id);
    expect(headers["x-request-id"]).toBe("id-from-the-server");
  });
});

describe("what the log holds of secrets", () => {
  test("contains no secret of any rejected, failed or successful request", async () => {
    const { lines, destination } = collectLines();
    const token = "tok/en+==";
    const credentials = { ...CREDENTIALS, securityToken: token };
    const logger = createLogger(destination, createSecretRedactor([credentials.secretKey, token]));
    const { app } = createTestApp({ ...logger, credentials });
    const signed = await request(app).get("/put-sign?ext=jpg&size=1");
    const form = await request(app).get("/post-policy?ext=jpg&size=1");
    await request(app).get(`/put-sign?ext=jpg&secret=${credentials.secretKey}`);
    await request(app).get(`/${credentials.secretKey}`);
    await request(app).get("/healthz").set("Authorization", signed.body.authorization);

    const failing = createTestApp({
      ...logger,
      credentials,
      signer: failingSigner(`no luck with ${credentials.secretKey} and ${token}; ${signed.body.authorization}`),
    });
    const failed = await request(failing.app).get("/put-sign?ext=jpg");
    expect([failed.status, failed.body.detail]).toEqual([500, "the server log has the details"]);

    const log = lines.join("");
    expect(lines).toHaveLength(7);
    expect(log).toContain("no luck with [redacted] and [redacted]");
    for (const secret of [
      credentials.secretKey,
      token,
      form.body.policy,
      form.body.qSignature,
      signed.body.authorization.slice(-40),
    ]) {
      expect(log).not.toContain(secret);
      expect(JSON.stringify(failed.body)).not.toContain(secret);
    }
  });

  test("is JSON, a line for each request", async () => {
    const { lines, destination } = collectLines();
    const { app } = createTestApp(createLogger(destination, (text) => text));
    await request(app).get("/put-sign?ext=jpg");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 30, msg: "request", requestId: "id-from-the-server", method: "GET", route: "/put-sign", status: 200 },
    ]);
  });

  function failingSigner(message: string) {
    const fail = async () => {
      throw new Error(message, { cause: new Error(message) });
    };
    return { signPut: fail, signPost: fail, credentialsReady: fail };
  }
});
