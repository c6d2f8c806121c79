import { loginResponse } from "@wx-cos-upload/contract";
import { startLocalWechat, type WechatFault } from "@wx-cos-upload/local-cloud/wechat";
import { createOwnerSegment, wechatAuthentication } from "@wx-cos-upload/server";
import {
  createCode2Session,
  createLogger,
  createSessionTokens,
  createWechatLogin,
} from "@wx-cos-upload/server/advanced";
import request from "supertest";
import { createTestApp, NOW_MS, NOW_SECONDS } from "../../server/test/support/test-app.ts";

const APP_ID = "wx0123456789abcdef";
const APP_SECRET = "0123456789abcdef0123456789abcdef";
const SESSION_KEY = "session-key-of-the-test-0123456789abcdef";
const OWNER_KEY = "owner-key-of-the-test-0123456789abcdef";

let fault: WechatFault | undefined;
let wechat: Awaited<ReturnType<typeof startLocalWechat>>;
/** What WeChat returned. No log and no response may contain any of it. */
let openids: string[];
let sessionKeys: string[];

beforeEach(async () => {
  fault = undefined;
  openids = [];
  sessionKeys = [];
  wechat = await startLocalWechat({
    appId: APP_ID,
    appSecret: APP_SECRET,
    maxLoginsPerMinute: 3,
    now: () => NOW_MS,
    fault: () => fault,
  });
});
afterEach(() => wechat.close());

/** Node's fetch, which also records the secrets in the responses. */
const watchingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const text = await response
    .clone()
    .text()
    .catch(() => "");
  openids.push(...[...text.matchAll(/"openid":"([^"]+)/g)].map(([, openid = ""]) => openid));
  sessionKeys.push(...[...text.matchAll(/"session_key":"([^"]+)/g)].map(([, key = ""]) => key));
  return response;
};

function createLoginApp(overrides: Partial<Parameters<typeof wechatAuthentication>[0]> = {}) {
  const lines: string[] = [];
  const { logRequest, logFailure } = createLogger({ write: (line) => void lines.push(line) }, (text) => text);
  const authentication = wechatAuthentication(
    {
      appId: APP_ID,
      appSecret: APP_SECRET,
      sessionKeys: [SESSION_KEY],
      sessionSeconds: 7200,
      ownerKey: OWNER_KEY,
      url: wechat.url,
      ...overrides,
    },
    { fetch: watchingFetch, now: () => NOW_MS },
  );
  return { ...createTestApp({ ...authentication, logRequest, logFailure }), lines };
}

type LoginApp = ReturnType<typeof createLoginApp>;
const logIn = ({ app }: LoginApp, code: unknown) => request(app).post("/login").send({ code });

/** Expects that the log contains no secret of the test. */
function expectNoSecret({ lines }: LoginApp, ...others: string[]) {
  const log = lines.join("");
  for (const secret of [APP_SECRET, SESSION_KEY, OWNER_KEY, ...openids, ...sessionKeys, ...others]) {
    expect(log).not.toContain(secret);
  }
}

describe("a code of wx.login", () => {
  test("returns a token for uploads to the user's folder, and the server keeps openid and session_key", async () => {
    const app = createLoginApp();
    const { status, body, headers } = await logIn(app, "local:phone-1:1795406700:x1");
    expect([status, headers["cache-control"]]).toEqual([200, "no-store"]);
    expect(loginResponse.parse(body)).toEqual(body);
    expect(body).toMatchObject({ expiresInSeconds: 7200, expiresAt: NOW_SECONDS + 7200 });
    const [openid = ""] = openids;
    const owner = createOwnerSegment(OWNER_KEY)(openid);
    const signed = await request(app.app).get("/put-sign?ext=jpg").set("Authorization", `Bearer ${body.token}`);
    expect(signed.body.cosKey.split("/")[1]).toBe(owner);
    expect(app.lines.map((line) => JSON.parse(line))).toMatchObject([
      { route: "/login", status: 200, owner },
      { route: "/put-sign", status: 200, owner },
    ]);
    expect([openids.length, sessionKeys.length]).toEqual([1, 1]);
    const [, claims = ""] = body.token.split(".");
    expect(Buffer.from(claims, "base64url").toString()).not.toContain(openid);
    expectNoSecret(app, body.token);
  });

  test("leads to the same folder for the same user and to another folder for another user", async () => {
    const app = createLoginApp();
    for (const code of ["local:phone-1:1795406700:a", "local:phone-1:1795406700:b", "local:phone-2:1795406700:c"]) {
      expect((await logIn(app, code)).status).toBe(200);
    }
    const [a, b, c] = app.lines.map((line) => JSON.parse(line).owner);
    expect([a === b, a === c]).toEqual([true, false]);
  });

  test("is rejected if it is used twice", async () => {
    const app = createLoginApp();
    expect((await logIn(app, "once")).status).toBe(200);
    expect((await logIn(app, "once")).body).toMatchObject({ status: 400, code: "login_code_used", field: "code" });
    expectNoSecret(app);
  });

  test("is rejected after five minutes", async () => {
    const { body } = await logIn(createLoginApp(), `local:phone-1:${NOW_SECONDS - 301}:x`);
    expect(body).toMatchObject({ status: 400, code: "invalid_login_code" });
  });

  test("is rejected with 429 and Retry-After if the user logs in too often", async () => {
    const app = createLoginApp();
    for (const code of ["a", "b", "c"]) expect((await logIn(app, code)).status).toBe(200);
    const { body, headers } = await logIn(app, "d");
    expect([body.status, body.code, headers["retry-after"]]).toEqual([429, "login_too_frequent", "60"]);
  });
});

describe("a malformed login request", () => {
  test.each([
    ["no code", {}, 400, "invalid_login_code"],
    ["an empty code", { code: "" }, 400, "invalid_login_code"],
    ["a number", { code: 7 }, 400, "invalid_login_code"],
    ["a list", { code: ["a"] }, 400, "invalid_login_code"],
    ["a code of 257 characters", { code: "a".repeat(257) }, 400, "invalid_login_code"],
    ["a code with a space", { code: "a b" }, 400, "invalid_login_code"],
    ["a code with Chinese", { code: "代码" }, 400, "invalid_login_code"],
    ["an unknown field", { code: "a", openid: "o1" }, 400, "unknown_field"],
    ["a list as the body", ["a"], 400, "invalid_body"],
    ["a body over 64 KiB", { code: "a".repeat(66_000) }, 413, "body_too_large"],
  ])("with %s is rejected without a call to WeChat", async (_what, body, status, code) => {
    const app = createLoginApp({ url: "http://127.0.0.1:1/never" });
    const response = await request(app.app).post("/login").send(body);
    expect([response.status, response.body.code]).toEqual([status, code]);
    expect(app.lines).toHaveLength(1);
  });

  test("with a list as the body gets a problem that does not mention files, which belong to another route", async () => {
    const { app } = createLoginApp();
    expect((await request(app).post("/login").send(["a"])).body.detail).toBe("send a JSON object, as in docs/api.md");
  });

  test("with GET is rejected with the allowed method", async () => {
    const { status, headers } = await request(createLoginApp().app).get("/login?code=a");
    expect([status, headers["allow"]]).toEqual([405, "POST"]);
  });
});

const FAULTS: ReadonlyArray<[fault: WechatFault, status: number, code: string, logged: RegExp]> = [
  ["invalidCode", 400, "invalid_login_code", /^$/],
  ["missingCode", 400, "invalid_login_code", /^$/],
  ["usedCode", 400, "login_code_used", /^$/],
  ["blockedUser", 403, "login_refused", /^$/],
  ["tooFrequent", 429, "login_too_frequent", /^$/],
  ["busy", 503, "login_unavailable", /errcode -1, system error/],
  ["html", 503, "login_unavailable", /responded with 200 and \d+ characters that are not JSON/],
  ["halfResponse", 503, "login_unavailable", /characters that are not JSON/],
  ["reset", 503, "login_unavailable", /fetch failed/],
  ["invalidAppId", 500, "internal_error", /WeChat does not know WECHAT_APP_ID/],
  ["invalidSecret", 500, "internal_error", /WECHAT_APP_SECRET is not the secret of WECHAT_APP_ID; copy it again/],
  ["missingAppId", 500, "internal_error", /WECHAT_APP_ID did not arrive/],
  ["missingSecret", 500, "internal_error", /WECHAT_APP_SECRET did not arrive/],
];

test.each(
  FAULTS,
)("WeChat's fault %s leads to %d %s, no token, and no secret in the log", async (name, status, code, logged) => {
  fault = name;
  const app = createLoginApp();
  const { body, headers } = await logIn(app, "code-of-the-user");
  expect([body.status, body.code, body.token]).toEqual([status, code, undefined]);
  expect(headers["retry-after"] !== undefined).toBe(status === 503 || status === 429);
  const failures = app.lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "failure");
  expect(failures.map(({ error }) => error).join()).toMatch(logged);
  expect(JSON.stringify(body)).not.toMatch(/WECHAT|errcode|40\d\d\d/);
  expectNoSecret(app, "code-of-the-user", "aGFsZiBvZiBh");
});

test("responds with 503 and logs the cause if WeChat is unreachable", async () => {
  const app = createLoginApp();
  await wechat.close();
  const { body } = await logIn(app, "a");
  expect([body.status, body.code]).toEqual([503, "login_unavailable"]);
  expect(app.lines.join()).toContain("fetch failed");
  expectNoSecret(app);
  wechat = await startLocalWechat({ appId: APP_ID });
});

test("responds with 503 and does not retry if WeChat does not respond before the timeout", async () => {
  fault = "silence";
  const timeout = new AbortController();
  const calls: number[] = [];
  const code2Session = createCode2Session({
    appId: APP_ID,
    appSecret: APP_SECRET,
    url: wechat.url,
    timeoutSignal: (ms) => {
      calls.push(ms);
      return timeout.signal;
    },
    fetch: (input, init) => {
      // The stand-in never responds, so the timeout may fire at any time.
      setImmediate(() => timeout.abort(new DOMException("timed out", "TimeoutError")));
      calls.push(0);
      return fetch(input, init);
    },
  });
  const tokens = createSessionTokens({ keys: [SESSION_KEY], audience: APP_ID, lifetimeSeconds: 60, now: () => NOW_MS });
  const { app, failures } = createTestApp({
    logIn: createWechatLogin({ code2Session, ownerSegment: createOwnerSegment(OWNER_KEY), tokens }),
  });
  const { body } = await request(app).post("/login").send({ code: "a" });
  expect([body.status, body.code]).toEqual([503, "login_unavailable"]);
  expect(failures).toMatchObject([{ cause: { message: "timed out" } }]);
  expect(calls).toEqual([3_000, 0]);
});
