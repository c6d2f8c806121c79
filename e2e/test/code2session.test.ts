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

/** How a connection that was refused looks to whoever called fetch. */
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

const answering = (response: Response) =>
  createCode2Session({ appId: APP_ID, appSecret: APP_SECRET, fetch: async () => response });

describe("createCode2Session", () => {
  it("asks WeChat as its document says, and follows no redirect", async () => {
    const asked = jest.fn<ReturnType<typeof fetch>, Parameters<typeof fetch>>(async () =>
      Response.json({ openid: "o1" }),
    );
    const code2Session = createCode2Session({ appId: APP_ID, appSecret: APP_SECRET, fetch: asked });
    await expect(code2Session("a&secret=b")).resolves.toBe("o1");
    const [target, init] = asked.mock.calls[0] ?? [];
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

  it.each([
    ["errcode 0 beside the openid", { errcode: 0, errmsg: "ok", openid: "o1", session_key: "k" }],
    ["no errcode", { openid: "o1", session_key: "k", unionid: "u" }],
  ])("%s – is a success", async (_what, answer) => {
    await expect(answering(Response.json(answer))("a")).resolves.toBe("o1");
  });

  it("tries again where no connection was made", async () => {
    const { code2Session, fetchOnce } = createClient({ failures: [refusedConnection()] });
    await expect(code2Session("a")).resolves.toMatch(/^o/);
    expect(fetchOnce).toHaveBeenCalledTimes(2);
  });

  it("tries once more and no oftener", async () => {
    const { code2Session, fetchOnce } = createClient({ failures: [refusedConnection(), refusedConnection()] });
    await expect(code2Session("a")).rejects.toMatchObject({ code: "login_unavailable" });
    expect(fetchOnce).toHaveBeenCalledTimes(2);
  });

  it("tries again where WeChat says that it is busy", async () => {
    faults = ["busy"];
    const { code2Session, fetchOnce } = createClient();
    await expect(code2Session("a")).resolves.toMatch(/^o/);
    expect(fetchOnce).toHaveBeenCalledTimes(2);
  });

  it.each<WechatFault>([
    "reset",
    "html",
    "halfResponse",
    "usedCode",
  ])("does not try again after %s, which may have used the code up", async (fault) => {
    faults = [fault];
    const { code2Session, fetchOnce } = createClient();
    await expect(code2Session("a")).rejects.toMatchObject({ name: "ProblemError" });
    expect(fetchOnce).toHaveBeenCalledTimes(1);
  });

  it.each([
    ["an endless answer", () => new Response("x".repeat(17 * 1024)), /more than 16384 bytes/],
    ["a 502", () => Response.json({ openid: "o1" }, { status: 502 }), /answered 502/],
    ["an empty answer", () => new Response(""), /0 characters that are not JSON/],
    ["a list", () => Response.json([]), /another shape/],
    ["an openid that is a number", () => Response.json({ openid: 7 }), /another shape/],
    ["an empty openid", () => Response.json({ openid: "" }), /another shape/],
    ["neither openid nor errcode", () => Response.json({}), /neither an openid nor an error/],
    ["an errcode that nobody knows", () => Response.json({ errcode: 99999, errmsg: "new" }), /errcode 99999, new/],
  ])("%s – login_unavailable, with the reason for the log", async (_what, response, reason) => {
    const refused = answering(response())("a");
    await expect(refused).rejects.toMatchObject({
      code: "login_unavailable",
      cause: { message: expect.stringMatching(reason) },
    });
  });
});
