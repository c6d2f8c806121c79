import { randomUUID } from "node:crypto";
import { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { problem, putSignResponse } from "@wx-cos-upload/contract";
import { createCosUploadSigner, createUploadRules } from "@wx-cos-upload/server";
import { stopServer } from "@wx-cos-upload/server/advanced";
import { createHonoApp } from "../hono/app.ts";
import { listen } from "./listen.ts";
import { startBucket } from "./local-bucket.ts";

let bucket: Awaited<ReturnType<typeof startBucket>>;
beforeAll(async () => {
  bucket = await startBucket();
});
afterAll(() => bucket.close());

/** Starts the example on a free port. */
async function start(credentials = bucket.cos.credentials) {
  const failures: unknown[] = [];
  const app = createHonoApp({
    signer: createCosUploadSigner({ ...bucket.cos, credentials }),
    rules: createUploadRules({ extensions: ["jpg"] }),
    randomId: randomUUID,
    logFailure: (error) => void failures.push(error),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  if (!(server instanceof Server)) throw new TypeError("not an HTTP/1.1 server");
  const url = await listen(server);
  return { url, failures, close: () => stopServer(server, 0) };
}

describe("examples/hono: another framework calls the signer", () => {
  test("uploads a photo, and COS rejects one of another size", async () => {
    const { url, close } = await start();
    const response = await fetch(`${url}/put-sign?ext=jpg&size=3`);
    const { uploadUrl, headers } = putSignResponse.parse(await response.json());
    expect((await fetch(uploadUrl, { method: "PUT", headers, body: "abc" })).status).toBe(200);
    expect((await fetch(uploadUrl, { method: "PUT", headers, body: "abcd" })).status).toBe(403);
    await close();
  });

  test.each([
    ["?ext=png&size=3", 422, "unsupported_extension"],
    ["?ext=jpg&size=3&size=4", 400, "repeated_field"],
    ["?ext=jpg", 400, "size_required"],
  ])("responds to %s with the server's own problem", async (query, status, code) => {
    const { url, close } = await start();
    const response = await fetch(`${url}/put-sign${query}`);
    const body = problem.parse(await response.json());
    expect([response.status, body.code, body.requestId]).toEqual([status, code, response.headers.get("x-request-id")]);
    await close();
  });

  test("logs an internal failure and keeps its message out of the response", async () => {
    const { url, failures, close } = await start(() => Promise.reject(new Error("the key is revoked")));
    const response = await fetch(`${url}/put-sign?ext=jpg&size=3`);
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining("revoked")]);
    expect(failures).toMatchObject([{ message: "the key is revoked" }]);
    await close();
  });
});
