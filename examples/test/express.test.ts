import { createServer, type Server } from "node:http";
import { putSignBatchResponse, putSignResponse } from "@wx-cos-upload/contract";
import { createOwnerSegment } from "@wx-cos-upload/server";
import { stopServer } from "@wx-cos-upload/server/advanced";
import { createShop } from "../express/shop.ts";
import { listen } from "./listen.ts";
import { startBucket } from "./local-bucket.ts";

const OWNER_KEY = "the key of this test";

let bucket: Awaited<ReturnType<typeof startBucket>>;
let server: Server;
let url: string;
beforeAll(async () => {
  bucket = await startBucket();
  const logFailure = (error: unknown) => {
    throw error;
  };
  server = createServer(createShop({ cos: bucket.cos, sessionSecret: "s", ownerKey: OWNER_KEY, logFailure }));
  url = await listen(server);
});
afterAll(async () => {
  await stopServer(server, 0);
  await bucket.close();
});

const postJson = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", ...headers },
  });

/** Logs a user in. Returns the session's cookie. */
async function logIn(user: string): Promise<{ Cookie: string }> {
  const response = await postJson("/log-in", { user });
  expect(response.status).toBe(204);
  return { Cookie: response.headers.get("set-cookie") ?? "" };
}

describe("examples/express: a shop with uploads", () => {
  test("uploads a logged-in user's photo into the user's own folder", async () => {
    const response = await fetch(`${url}/uploads/put-sign?ext=jpg&size=3`, { headers: await logIn("li") });
    const { uploadUrl, headers, cosKey } = putSignResponse.parse(await response.json());
    expect((await fetch(uploadUrl, { method: "PUT", headers, body: "abc" })).status).toBe(200);
    expect(cosKey.startsWith(`uploads/${createOwnerSegment(OWNER_KEY)("li")}/`)).toBe(true);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  test("signs a batch whose body the shop's own parser has already read", async () => {
    const response = await postJson("/uploads/put-sign/batch", { files: [{ ext: "png", size: 3 }] }, await logIn("li"));
    const [upload] = putSignBatchResponse.parse(await response.json()).uploads;
    if (upload === undefined) throw new Error("the response contains no signature");
    expect((await fetch(upload.uploadUrl, { method: "PUT", headers: upload.headers, body: "abc" })).status).toBe(200);
  });

  test("responds with a problem, not the shop's error page, to a request without a session", async () => {
    const response = await fetch(`${url}/uploads/put-sign?ext=jpg&size=3`);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect([response.status, await response.json()]).toMatchObject([401, { code: "login_required" }]);
  });

  test("leaves the shop's other routes unchanged", async () => {
    const response = await fetch(`${url}/goods`);
    expect(await response.json()).toEqual([{ name: "tea" }]);
    expect([response.headers.get("x-request-id"), response.headers.get("cache-control")]).toEqual([null, null]);
    expect((await fetch(`${url}/uploads/other`)).status).toBe(404);
  });
});
