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

/** The cookie of a session in which somebody has logged in. */
async function logIn(user: string): Promise<{ Cookie: string }> {
  const answer = await postJson("/log-in", { user });
  expect(answer.status).toBe(204);
  return { Cookie: answer.headers.get("set-cookie") ?? "" };
}

describe("examples/express: a shop with uploads", () => {
  it("whoever has a session there puts a photo into the bucket, in a folder of their own", async () => {
    const answer = await fetch(`${url}/uploads/put-sign?ext=jpg&size=3`, { headers: await logIn("li") });
    const { uploadUrl, headers, cosKey } = putSignResponse.parse(await answer.json());
    expect((await fetch(uploadUrl, { method: "PUT", headers, body: "abc" })).status).toBe(200);
    expect(cosKey.startsWith(`uploads/${createOwnerSegment(OWNER_KEY)("li")}/`)).toBe(true);
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("signs a batch whose body the shop's own parser has read", async () => {
    const answer = await postJson("/uploads/put-sign/batch", { files: [{ ext: "png", size: 3 }] }, await logIn("li"));
    const [upload] = putSignBatchResponse.parse(await answer.json()).uploads;
    if (upload === undefined) throw new Error("nothing was signed");
    expect((await fetch(upload.uploadUrl, { method: "PUT", headers: upload.headers, body: "abc" })).status).toBe(200);
  });

  it("without a session – a problem, not the shop's error page", async () => {
    const answer = await fetch(`${url}/uploads/put-sign?ext=jpg&size=3`);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: "login_required" }]);
  });

  it("what the shop had is as it was", async () => {
    const answer = await fetch(`${url}/goods`);
    expect(await answer.json()).toEqual([{ name: "tea" }]);
    expect([answer.headers.get("x-request-id"), answer.headers.get("cache-control")]).toEqual([null, null]);
    expect((await fetch(`${url}/uploads/other`)).status).toBe(404);
  });
});
