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

/** The uploader gathers files for so long before it asks for their signatures; longer waits are not sat out. */
const LONGEST_WAIT_MS = 100;

/** Time limits of calls, which are delays too: never reached here. */
const LIMIT_MS = 1_000_000;

/** A phone whose way to the bucket leads through the proxy, and that does not sit out the delays it is asked for. */
function phone(stack: Stack, proxy: Proxy, options: Partial<UploaderOptions> = {}, loginCode?: () => string) {
  const wechat = createNodeWechat({ [stack.cosHost]: proxy.host }, "left out", loginCode);
  const delaysMs: number[] = [];
  const platform = createWechatPlatform(wechat);
  const uploader = createUploader({
    serverUrl: stack.serverUrl,
    platform: {
      ...platform,
      delay(work, delayMs) {
        if (delayMs >= LIMIT_MS) return platform.delay(work, delayMs);
        delaysMs.push(delayMs);
        return platform.delay(work, delayMs > LONGEST_WAIT_MS ? 1 : delayMs);
      },
    },
    signTimeoutMs: LIMIT_MS,
    authorizeTimeoutMs: LIMIT_MS,
    uploadTimeoutMs: LIMIT_MS,
    stallTimeoutMs: LIMIT_MS,
    fileCallTimeoutMs: LIMIT_MS,
    authorize: createWechatLogin({ serverUrl: stack.serverUrl, platform: createLoginPlatform(wechat) }),
    ...options,
  });
  return {
    wechat,
    uploader,
    delaysMs,
    /** Paths asked of the signing server, in order. */
    asked: () =>
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

/** Keys of finished uploads; each holds the bytes of its file. */
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

  it.each([
    "put",
    "post",
  ] as const)("five files at once, by %s – one login, all in their user's folder", async (method) => {
    const { uploader, asked } = phoneOf("a");
    const keys = await storedKeys(stack, uploader.uploadAll(await pick(stack, 5), { method }));
    expect(stack.code2SessionCalls()).toBe(1);
    expect(stack.tokens).toHaveLength(1);
    const path = method === "put" ? "/put-sign/batch" : "/post-policy/batch";
    expect(asked()).toEqual([path, "/login", path]);
    expect(keys.filter((key) => key.startsWith(stack.folderOf("a")))).toHaveLength(5);
    expect((await stack.bucket.keys()).sort()).toEqual([...keys].sort());
  });

  it("two phones – two folders", async () => {
    const files = await pick(stack, 1);
    const keys = await Promise.all(
      ["a", "b"].map(async (device) => (await phoneOf(device).uploader.uploadAll(files)[0]?.result)?.objectKey ?? ""),
    );
    expect(keys.map((key) => [key.startsWith(stack.folderOf("a")), key.startsWith(stack.folderOf("b"))])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it("later files – the same session", async () => {
    const { uploader, asked } = phoneOf("a");
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1)));
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1), { method: "put" }));
    expect(asked()).toEqual(["/post-policy", "/login", "/post-policy", "/put-sign"]);
    expect(stack.tokens).toHaveLength(1);
  });

  it.each([
    "put",
    "post",
  ] as const)("the session ends in the middle, by %s – one more login, each file once", async (method) => {
    const { uploader } = phoneOf("a", { concurrency: 1 });
    const tasks = uploader.uploadAll(await pick(stack, 5), { method });
    await tasks[1]?.result;
    // Signatures that were given ahead end as well, and new ones take a login.
    stack.clock.nowMs += (SESSION_SECONDS + 60) * 1000;
    const keys = await storedKeys(stack, tasks);
    expect(stack.tokens).toHaveLength(2);
    expect((await stack.bucket.keys()).sort()).toEqual([...keys].sort());
    expect(new Set(keys).size).toBe(5);
    expect(keys.filter((key) => key.startsWith(stack.folderOf("a")))).toHaveLength(5);
  });

  it("a server that was restarted with other session keys – one more login, unseen", async () => {
    const { uploader, asked } = phoneOf("a");
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1)));
    stack.endSessions();
    const states: string[] = [];
    uploader.on("change", ({ state }) => states.push(state.name));
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1), { method: "put" }));
    expect([...new Set(states)]).toEqual(["checking", "signing", "uploading", "done"]);
    expect(asked().slice(3)).toEqual(["/put-sign", "/login", "/put-sign"]);
  });

  it("a code that was used before – a fresh one", async () => {
    const { uploader, asked } = phoneOf("a");
    stack.faults.push("usedCode");
    await storedKeys(stack, uploader.uploadAll(await pick(stack, 1)));
    expect(asked()).toEqual(["/post-policy", "/login", "/login", "/post-policy"]);
  });

  it("a user whom WeChat blocks – login_failed, and nothing is stored or asked again", async () => {
    const { uploader, asked } = phoneOf("a");
    stack.faults.push("blockedUser");
    const tasks = uploader.uploadAll(await pick(stack, 3));
    await Promise.allSettled(tasks.map(({ result }) => result));
    for (const { state } of tasks) {
      expect(state).toMatchObject({ error: { code: "login_failed", status: 403, remoteCode: "login_refused" } });
    }
    expect(asked()).toEqual(["/post-policy/batch", "/login"]);
    expect(await stack.bucket.keys()).toEqual([]);
  });

  it.each([
    ["html", "login_unavailable", 5_000],
    ["tooFrequent", "login_too_frequent", 60_000],
  ] as const)("WeChat answers %s – after the server's Retry-After, with a new code", async (fault, remoteCode, waitMs) => {
    const { uploader, delaysMs } = phoneOf("a");
    stack.faults.push(fault);
    const tasks = uploader.uploadAll(await pick(stack, 3));
    const refusals = new Set<unknown>();
    uploader.on("change", ({ state }) => state.name === "retrying" && refusals.add(state.error.remoteCode));
    await storedKeys(stack, tasks);
    expect([...refusals]).toEqual([remoteCode]);
    expect(delaysMs.filter((delayMs) => delayMs >= waitMs && delayMs < waitMs + 1_000)).toHaveLength(3);
    expect(stack.code2SessionCalls()).toBe(2);
  });

  it.each(["put", "post"] as const)("the token reaches neither COS nor the log, by %s", async (method) => {
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

  it("the token of one's own back end – asked for before each request, and again when it has expired", async () => {
    const refused: (string | undefined)[] = [];
    let token = await issue();
    const authorize = async (refusedToken?: string) => {
      refused.push(refusedToken);
      if (refusedToken) token = await issue();
      return token;
    };
    const { uploader, asked } = phone(stack, proxy, { authorize });
    const keys = await storedKeys(stack, uploader.uploadAll(await pick(stack, 3)));
    clock.nowMs += 700_000;
    keys.push(...(await storedKeys(stack, uploader.uploadAll(await pick(stack, 1), { method: "put" }))));
    expect(asked()).toEqual(["/post-policy/batch", "/put-sign", "/put-sign"]);
    expect(refused).toEqual([undefined, undefined, expect.stringMatching(/^eyJ/)]);
    const folder = `uploads/${createOwnerSegment(OWNER_KEY)("user 7")}/`;
    expect(keys.filter((key) => key.startsWith(folder))).toHaveLength(4);
    expect(proxy.received.filter((request) => /bearer/i.test(request))).toEqual([]);
  });

  it("with the login of WeChat – the server's refusal, as it has no login of its own", async () => {
    const { uploader, asked } = phone(stack, proxy);
    const [task] = uploader.uploadAll(await pick(stack, 1));
    await expect(task?.result).rejects.toMatchObject({
      code: "sign_refused",
      status: 401,
      remoteCode: "login_required",
    });
    expect(asked()).toEqual(["/post-policy", "/login", "/post-policy"]);
  });
});
