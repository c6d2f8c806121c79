import { startLocalWechat, type WechatFault } from "@wx-cos-upload/local-cloud/wechat";
import { CODE2SESSION_URL, createCode2Session } from "@wx-cos-upload/server/advanced";

const APP_ID = "wx0123456789abcdef";
const APP_SECRET = "0123456789abcdef0123456789abcdef";

let faults: WechatFault[];
let wechat: Awaited<ReturnType<typeof startLocalWechat>>;

beforeEach(async () => {
  faults = [];
  wechat = await startLocalWechat({ appId: APP_ID, appSecret: APP_SECRET, fault: () => faults.shift() });
});
afterEach(() => wechat.close());

/** Returns fetch's error for a refused connection. */
const refusedConnection = () =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }) });

function createClient({ failures = [] as Error[], url = wechat.url } = {}) {
  const fetchOnce = jest.fn<ReturnType<typeof fetch>, Parameters<typeof fetch>>(async (input, init) => {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return fetch(input, init);
  });
  return {
    fetchOnce,
    code2Session: createCode2Session({ appId: APP_ID, appSecret: APP_SECRET, url, fetch: fetchOnce }),
  };
}

const code2SessionWith = (response: Response) =>
  createCode2Session({ appId: APP_ID, appSecret: APP_SECRET, fetch: async () => response });

describe("createCode2Session", () => {
  test("sends the request that WeChat documents, and follows no redirect", async () => {
    const fetchOnce = jest.fn<ReturnType<typeof fetch>, Parameters<typeof fetch>>(async () =>
      Response.json({ openid: "o1" }),
    );
    const code2Session = createCode2Session({ appId: APP_ID, appSecret: APP_SECRET, fetch: fetchOnce });
    await expect(code2Session("a&secret=b")).resolves.toBe("o1");
    const [target, init] = fetchOnce.mock.calls[0] ?? [];
    const { origin, pathname, searchParams } = new URL(String(target));
    expect(origin + pathname).toBe(CODE2SESSION_URL);
    expect([...searchParams]).toEqual([
      ["appid", APP_ID],
      ["secret", APP_SECRET],
      ["js_code", "a&secret=b"],
      ["grant_type", "authorization_code"],
    ]);
    expect(init).toMatchObject({ redirect: "error", signal: expect.any(AbortSignal) });
  });

  test.each([
    ["errcode 0 beside the openid", { errcode: 0, errmsg: "ok", openid: "o1", session_key: "k" }],
    ["no errcode", { openid: "o1", session_key: "k", unionid: "u" }],
  ])("succeeds with %s", async (_what, body) => {
    await expect(code2SessionWith(Response.json(body))("a")).resolves.toBe("o1");
  });

  test("retries if no connection was made", async () => {
    const { code2Session, fetchOnce } = createClient({ failures: [refusedConnection()] });
    await expect(code2Session("a")).resolves.toMatch(/^o/);
    expect(fetchOnce).toHaveBeenCalledTimes(2);
  });

  test("retries only once", async () => {
    const { code2Session, fetchOnce } = createClient({ failures: [refusedConnection(), refusedConnection()] });
    await expect(code2Session("a")).rejects.toMatchObject({ code: "login_unavailable" });
    expect(fetchOnce).toHaveBeenCalledTimes(2);
  });

  test("retries if WeChat is busy", async () => {
    faults = ["busy"];
    const { code2Session, fetchOnce } = createClient();
    await expect(code2Session("a")).resolves.toMatch(/^o/);
    expect(fetchOnce).toHaveBeenCalledTimes(2);
  });

  test.each<WechatFault>([
    "reset",
    "html",
    "halfResponse",
    "usedCode",
  ])("does not retry after %s, because WeChat may have consumed the code", async (fault) => {
    faults = [fault];
    const { code2Session, fetchOnce } = createClient();
    await expect(code2Session("a")).rejects.toMatchObject({ name: "ProblemError" });
    expect(fetchOnce).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["an oversized response", () => new Response("x".repeat(17 * 1024)), /more than 16384 bytes/],
    ["a 502", () => Response.json({ openid: "o1" }, { status: 502 }), /responded with 502/],
    ["an empty response", () => new Response(""), /0 characters that are not JSON/],
    ["a list", () => Response.json([]), /unknown structure/],
    ["an openid that is a number", () => Response.json({ openid: 7 }), /unknown structure/],
    ["an empty openid", () => Response.json({ openid: "" }), /unknown structure/],
    ["neither openid nor errcode", () => Response.json({}), /neither an openid nor an error/],
    ["an unknown errcode", () => Response.json({ errcode: 99999, errmsg: "new" }), /errcode 99999, new/],
  ])("rejects %s with login_unavailable and the cause for the log", async (_what, response, reason) => {
    const result = code2SessionWith(response())("a");
    await expect(result).rejects.toMatchObject({
      code: "login_unavailable",
      cause: { message: expect.stringMatching(reason) },
    });
  });
});
