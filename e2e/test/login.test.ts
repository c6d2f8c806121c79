import { randomUUID } from "node:crypto";
import { createLoginCode } from "@wx-cos-upload/local-cloud/wechat";
import { createUploader, type UploaderOptions, type UploadTask } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatLogin } from "@wx-cos-upload/miniprogram/wechat-login";
import { createLoginPlatform, createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { createOwnerSegment, jwtAuthentication } from "@wx-cos-upload/server";
import { SignJWT } from "jose";
import { startLossyProxy } from "../stack/lossy-proxy.ts";
import { sampleBytes, writeSample } from "../stack/sample-files.ts";
import { type LoginStack, SESSION_SECONDS, startLoginStack } from "../stack/start-login-stack.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { createNodeWechat } from "../wechat/node-wechat.ts";

type Proxy = Awaited<ReturnType<typeof startLossyProxy>>;

/** Longest delay that the tests wait for in full. The uploader collects files this briefly before it requests their signatures. */
const MAX_WAIT_MS = 100;

/** Timeouts of calls, which the platform implements as delays. The tests never reach them. */
const TIMEOUT_MS = 1_000_000;

/** Creates a phone that reaches the bucket through the proxy and shortens long delays. */
function phone(stack: Stack, proxy: Proxy, options: Partial<UploaderOptions> = {}, loginCode?: () => string) {
  const wechat = createNodeWechat({ [stack.cosHost]: proxy.host }, loginCode && { loginCode });
  const delaysMs: number[] = [];
  const platform = createWechatPlatform(wechat);
  const uploader = createUploader({
    serverUrl: stack.serverUrl,
    platform: {
      ...platform,
      delay(work, delayMs) {
        if (delayMs >= TIMEOUT_MS) return platform.delay(work, delayMs);
        delaysMs.push(delayMs);
        return platform.delay(work, delayMs > MAX_WAIT_MS ? 1 : delayMs);
      },
    },
    signTimeoutMs: TIMEOUT_MS,
    authorizeTimeoutMs: TIMEOUT_MS,
    uploadTimeoutMs: TIMEOUT_MS,
    stallTimeoutMs: TIMEOUT_MS,
    fileCallTimeoutMs: TIMEOUT_MS,
    authorize: createWechatLogin({ serverUrl: stack.serverUrl, platform: createLoginPlatform(wechat) }),
    ...options,
  });
  return {
    wechat,
    uploader,
    delaysMs,
    /** Returns the paths of all requests to the signing server, in order. */
    signingPaths: () =>
      wechat.urls
        .filter((url) => url.startsWith(stack.serverUrl))
        .map((url) => url.slice(stack.serverUrl.length).replace(/\?.*/, "")),
  };
}

const pick = (stack: Stack, count: number) =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      filePath: await writeSample(stack.directory, `${index}.jpg`, sampleBytes("jpg", 2_000, `login ${index}`)),
    })),
  );

/** Waits for the uploads and expects each object to contain the bytes of its file. Returns the object keys. */
async function storedKeys(stack: Stack, tasks: readonly UploadTask[]): Promise<string[]> {
  const results = await Promise.all(tasks.map(({ result }) => result));
  for (const [index, { objectKey }] of results.entries()) {
    expect((await stack.bucket.read(objectKey)).bytes).toEqual(sampleBytes("jpg", 2_000, `login ${index}`));
  }
  return results.map(({ objectKey }) => objectKey);
}

describe("AUTH=wechat", () => {
  let stack: LoginStack;
  let proxy: Proxy;
  beforeEach(async () => {
    stack = await startLoginStack();
    proxy = await startLossyProxy(stack.cosHost);
  });
  afterEach(async () => {
    await proxy.close();
    await stack.close();
  });

  const phoneOf = (device: string, options?: Partial<UploaderOptions>) =>
    phone(stack, proxy, options, () => createLoginCode(device, stack.clock.nowMs, randomUUID()));

  test.each([
    "put",
    "post",
  ] as const)("uploads five files by %s with one login, all into the user's folder", async (method) => {
    const { uploader, signingPaths } = phoneOf("a");
    const keys = await storedKeys(stack, uploader.uploadAll(await pick(stack, 5), { method }));
    expect(stack.code2SessionCalls()).toBe(1);
    expect(stack.tokens).toHaveLength(1);
    const path = method === "put" ? "/put-sign/batch" : "/post-policy/batch";
    expect(signingPaths()).toEqual([path, "/login", path]);
    expect(keys.filter((key) => key.startsWith(stack.folderOf("a")))).toHaveLength(5);
    expect((await stack.bucket.keys()).sort()).toEqual([...keys].sort());
  });

  test("uploads from two phones into two folders", async () => {
    const files = await pick(stack, 1);
    const keys = await Promise.all(
      ["a", "b"].map(async (device) => (await phoneOf(device).uploader.uploadAll(files)[0]?.result)?.objectKey ?? ""),
    );
    expect(keys.map((key) => [key.startsWith(stack.folderOf("a")), key.startsWith(stack.folderOf("b"))])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test("uses the same session for later files", async () => {
    const { uploader, signingPaths } = phoneOf("a");
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1)));
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1), { method: "put" }));
    expect(signingPaths()).toEqual(["/post-policy", "/login", "/post-policy", "/put-sign"]);
    expect(stack.tokens).toHaveLength(1);
  });

  test.each([
    "put",
    "post",
  ] as const)("logs in once more if the session expires between uploads by %s, and stores each file once", async (method) => {
    const { uploader } = phoneOf("a", { concurrency: 1 });
    const tasks = uploader.uploadAll(await pick(stack, 5), { method });
    await tasks[1]?.result;
    // The signatures of waiting files expire as well, and new ones require a login.
    stack.clock.nowMs += (SESSION_SECONDS + 60) * 1000;
    const keys = await storedKeys(stack, tasks);
    expect(stack.tokens).toHaveLength(2);
    expect((await stack.bucket.keys()).sort()).toEqual([...keys].sort());
    expect(new Set(keys).size).toBe(5);
    expect(keys.filter((key) => key.startsWith(stack.folderOf("a")))).toHaveLength(5);
  });

  test("logs in again, unnoticed by the user, after the server restarted with other session keys", async () => {
    const { uploader, signingPaths } = phoneOf("a");
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1)));
    stack.endSessions();
    const states: string[] = [];
    uploader.on("change", ({ state }) => states.push(state.name));
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1), { method: "put" }));
    expect([...new Set(states)]).toEqual(["checking", "signing", "uploading", "done"]);
    expect(signingPaths().slice(3)).toEqual(["/put-sign", "/login", "/put-sign"]);
  });

  test("logs in with a new code if the code was already used", async () => {
    const { uploader, signingPaths } = phoneOf("a");
    stack.faults.push("usedCode");
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1)));
    expect(signingPaths()).toEqual(["/post-policy", "/login", "/login", "/post-policy"]);
  });

  test("fails with login_failed for a user whom WeChat blocks, without a retry and without an upload", async () => {
    const { uploader, signingPaths } = phoneOf("a");
    stack.faults.push("blockedUser");
    const tasks = uploader.uploadAll(await pick(stack, 3));
    await Promise.allSettled(tasks.map(({ result }) => result));
    for (const { state } of tasks) {
      expect(state).toMatchObject({ error: { code: "login_failed", status: 403, remoteCode: "login_refused" } });
    }
    expect(signingPaths()).toEqual(["/post-policy/batch", "/login"]);
    expect(await stack.bucket.keys()).toEqual([]);
  });

  test.each([
    ["html", "login_unavailable", 5_000],
    ["tooFrequent", "login_too_frequent", 60_000],
  ] as const)("retries with a new code after the server's Retry-After if WeChat responds with %s", async (fault, remoteCode, waitMs) => {
    const { uploader, delaysMs } = phoneOf("a");
    stack.faults.push(fault);
    const tasks = uploader.uploadAll(await pick(stack, 3));
    const remoteCodes = new Set<unknown>();
    uploader.on("change", ({ state }) => state.name === "retrying" && remoteCodes.add(state.error.remoteCode));
    await storedKeys(stack, tasks);
    expect([...remoteCodes]).toEqual([remoteCode]);
    expect(delaysMs.filter((delayMs) => delayMs >= waitMs && delayMs < waitMs + 1_000)).toHaveLength(3);
    expect(stack.code2SessionCalls()).toBe(2);
  });

  test.each(["put", "post"] as const)("sends the token neither to COS nor to the log, by %s", async (method) => {
    const { uploader } = phoneOf("a");
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 3), { method }));
    const [token = "none"] = stack.tokens;
    const [, , signature = "none"] = token.split(".");
    expect(proxy.received).toHaveLength(3);
    for (const request of proxy.received) {
      expect(request).toContain("q-sign-algorithm");
      expect(request).not.toContain(signature);
      expect(request).not.toMatch(/bearer/i);
    }
    const log = stack.logLines.join("");
    expect(log).toContain(stack.folderOf("a").split("/")[1]);
    expect(log).not.toContain(signature);
    expect(log).not.toContain("local:a:");
  });
});

describe("AUTH=jwt", () => {
  const SECRET = "a secret that the site's issuer and these tests share";
  const OWNER_KEY = "an owner key of the tests, and of nothing else";
  const clock = { nowMs: Date.now() };
  let stack: Stack;
  let proxy: Proxy;
  beforeEach(async () => {
    const authentication = jwtAuthentication(
      {
        issuer: "https://example.com",
        audience: "uploads",
        algorithm: "HS256",
        keys: { secret: SECRET },
        subjectClaim: "sub",
        ownerKey: OWNER_KEY,
      },
      { fetch, now: () => clock.nowMs },
    );
    stack = await startStack({ clock, login: authentication });
    proxy = await startLossyProxy(stack.cosHost);
  });
  afterEach(async () => {
    await proxy.close();
    await stack.close();
  });

  const issue = (lifeSeconds = 600) =>
    new SignJWT()
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer("https://example.com")
      .setAudience("uploads")
      .setSubject("user 7")
      .setExpirationTime(Math.floor(clock.nowMs / 1000) + lifeSeconds)
      .sign(new TextEncoder().encode(SECRET));

  test("calls authorize for the app's own token before each request, and again when the token has expired", async () => {
    const rejectedTokens: (string | undefined)[] = [];
    let token = await issue();
    const authorize = async (rejectedToken?: string) => {
      rejectedTokens.push(rejectedToken);
      if (rejectedToken) token = await issue();
      return token;
    };
    const { uploader, signingPaths } = phone(stack, proxy, { authorize });
    const keys = await storedKeys(stack, uploader.uploadAll(await pick(stack, 3)));
    clock.nowMs += 700_000;
    keys.push(...(await storedKeys(stack, uploader.uploadAll(await pick(stack, 1), { method: "put" }))));
    expect(signingPaths()).toEqual(["/post-policy/batch", "/put-sign", "/put-sign"]);
    expect(rejectedTokens).toEqual([undefined, undefined, expect.stringMatching(/^eyJ/)]);
    const folder = `uploads/${createOwnerSegment(OWNER_KEY)("user 7")}/`;
    expect(keys.filter((key) => key.startsWith(folder))).toHaveLength(4);
    expect(proxy.received.filter((request) => /bearer/i.test(request))).toEqual([]);
  });

  test("fails with the server's rejection if the client logs in with WeChat, because the server has no login", async () => {
    const { uploader, signingPaths } = phone(stack, proxy);
    const [task] = uploader.uploadAll(await pick(stack, 1));
    await expect(task?.result).rejects.toMatchObject({
      code: "sign_refused",
      status: 401,
      remoteCode: "login_required",
    });
    expect(signingPaths()).toEqual(["/post-policy", "/login", "/post-policy"]);
  });
});
