import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { EnvironmentError } from "../../src/cos/environment.ts";
import { localSignedUrl } from "../../src/cos/signed-url.ts";
import { send } from "./support/send.ts";
import { signedRequest } from "./support/signed-request.ts";
import { NOW_SECONDS, useTestBucket } from "./support/test-bucket.ts";

const bucket = useTestBucket();

test("creates a URL that reads the object without any header and expires after 15 minutes", async () => {
  const { host, port, clock } = bucket();
  const key = "uploads/20261123/照片 (1).jpg";
  expect((await send(port, signedRequest({ method: "PUT", key, host, body: "photo" }))).status).toBe(200);
  const url = localSignedUrl(key, { LOCAL_COS_PORT: String(port) }, NOW_SECONDS * 1000);

  const read = await fetch(url);
  expect([read.status, await read.text()]).toEqual([200, "photo"]);
  clock.seconds += 901;
  expect((await fetch(url)).status).toBe(403);
});

test.each([
  ["0.0.0.0", "127.0.0.1:3001"],
  ["::", "[::1]:3001"],
  ["::1", "[::1]:3001"],
  ["192.168.1.5", "192.168.1.5:3001"],
])("turns HOST=%s into the host %s", (HOST, host) => {
  expect(new URL(localSignedUrl("a", { HOST }, NOW_SECONDS * 1000)).host).toBe(host);
});

test("leaves port 80 out of the host, as clients do", () => {
  expect(localSignedUrl("a", { LOCAL_COS_PORT: "80" }, NOW_SECONDS * 1000)).toMatch(/^http:\/\/127\.0\.0\.1\/a\?/);
});

test("prefers COS_HOST to HOST and the port", () => {
  const environment = { HOST: "0.0.0.0", COS_HOST: "192.168.1.5:3001", LOCAL_COS_PORT: "0" };
  expect(new URL(localSignedUrl("a", environment, NOW_SECONDS * 1000)).host).toBe("192.168.1.5:3001");
});

test("rejects LOCAL_COS_PORT=0, because the actual port is unknown", () => {
  expect(() => localSignedUrl("a", { LOCAL_COS_PORT: "0" }, 0)).toThrow(EnvironmentError);
});

test("prints an error as one sentence without a stack", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "../../dist/cos/signed-url-command.js"), "a"],
    { encoding: "utf8", cwd: import.meta.dirname, env: { LOCAL_COS_PORT: "0" } },
  );
  expect([status, stdout, stderr]).toEqual([
    1,
    "",
    "LOCAL_COS_PORT: 0 means any free port; set it to the port that the local COS printed\n",
  ]);
});
