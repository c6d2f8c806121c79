import {
  createLoginCode,
  type LocalWechat,
  openidOf,
  type StartLocalWechatOptions,
  startLocalWechat,
  WECHAT_ERRORS,
} from "../../src/wechat/index.ts";

const APP_ID = "wx0123456789abcdef";
const START_MS = Date.parse("2026-11-23T04:05:06Z");

let wechat: LocalWechat | undefined;
let clockMs: number;
beforeEach(() => {
  clockMs = START_MS;
});
afterEach(async () => {
  await wechat?.close();
  wechat = undefined;
});

async function start(options: Partial<StartLocalWechatOptions> = {}) {
  wechat = await startLocalWechat({ appId: APP_ID, now: () => clockMs, ...options });
  const { url, appSecret } = wechat;
  return async (query: Record<string, string>) => {
    const good = { appid: APP_ID, secret: appSecret, grant_type: "authorization_code" };
    const response = await fetch(`${url}?${new URLSearchParams({ ...good, ...query })}`);
    return { status: response.status, contentType: response.headers.get("content-type"), text: await response.text() };
  };
}

const body = ({ text }: { text: string }) => JSON.parse(text);

describe("the stand-in for code2Session", () => {
  test("returns an openid and a session_key for a code, as text/plain with status 200", async () => {
    const call = await start();
    const response = await call({ js_code: "anything-that-was-not-seen" });
    expect([response.status, response.contentType]).toEqual([200, "text/plain; charset=utf-8"]);
    expect(body(response)).toEqual({
      openid: expect.stringMatching(/^o[\w-]{27}$/),
      session_key: expect.stringMatching(/^[\w+/]{22}==$/),
    });
  });

  test("has one user for all codes without a device, and one user for each device", async () => {
    const call = await start();
    const openid = async (code: string) => body(await call({ js_code: code })).openid;
    expect(await openid("a")).toBe(await openid("b"));
    expect(await openid(createLoginCode("phone-1", clockMs, "1"))).toBe(openidOf(APP_ID, "phone-1"));
    expect(await openid(createLoginCode("phone-1", clockMs, "2"))).toBe(openidOf(APP_ID, "phone-1"));
    expect(await openid(createLoginCode("phone-2", clockMs, "3"))).toBe(openidOf(APP_ID, "phone-2"));
  });

  test("accepts a code once", async () => {
    const call = await start();
    await call({ js_code: "a" });
    expect(body(await call({ js_code: "a" }))).toEqual(WECHAT_ERRORS.usedCode);
  });

  test("accepts a code for five minutes", async () => {
    const call = await start();
    const [fresh, stale] = [createLoginCode("phone-1", clockMs, "1"), createLoginCode("phone-1", clockMs, "2")];
    clockMs = START_MS + 300_000;
    expect(body(await call({ js_code: fresh }))).toHaveProperty("openid");
    clockMs = START_MS + 301_000;
    expect(body(await call({ js_code: stale }))).toEqual(WECHAT_ERRORS.invalidCode);
  });

  test("limits the logins of a user in a minute", async () => {
    const call = await start({ maxLoginsPerMinute: 2 });
    const logIn = async (device: string, nonce: string) =>
      body(await call({ js_code: createLoginCode(device, clockMs, nonce) }));
    await logIn("phone-1", "1");
    await logIn("phone-1", "2");
    expect(await logIn("phone-1", "3")).toEqual(WECHAT_ERRORS.tooFrequent);
    expect(await logIn("phone-2", "4")).toHaveProperty("openid");
    clockMs += 60_000;
    expect(await logIn("phone-1", "5")).toHaveProperty("openid");
  });

  test.each([
    [{ appid: "" }, WECHAT_ERRORS.missingAppId],
    [{ secret: "" }, WECHAT_ERRORS.missingSecret],
    [{ js_code: "" }, WECHAT_ERRORS.missingCode],
    [{ appid: "wxfedcba9876543210" }, WECHAT_ERRORS.invalidAppId],
    [{ secret: "another" }, WECHAT_ERRORS.invalidSecret],
    [{ js_code: "a b" }, WECHAT_ERRORS.invalidCode],
    [{ js_code: "a".repeat(129) }, WECHAT_ERRORS.invalidCode],
    [{ js_code: "local:phone-1" }, WECHAT_ERRORS.invalidCode],
  ])("rejects %j with WeChat's error", async (query, error) => {
    const call = await start();
    expect(body(await call({ js_code: "a", ...query }))).toEqual(error);
  });

  test("produces the failure that the test requests", async () => {
    const call = await start({ fault: () => "busy" });
    expect(body(await call({ js_code: "a" }))).toEqual(WECHAT_ERRORS.busy);
  });

  test("responds with 404 to any other path", async () => {
    await start();
    expect((await fetch(new URL("/cgi-bin/token", wechat?.url))).status).toBe(404);
  });

  test("responds with 404 to a path that URL cannot parse, and keeps working", async () => {
    const call = await start();
    expect((await fetch(`${new URL("/", wechat?.url)}/`)).status).toBe(404);
    expect(body(await call({ js_code: "a" }))).toMatchObject({ openid: expect.any(String) });
  });
});
