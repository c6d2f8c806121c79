import { createLoginFromConfig, keysFailureLine, type Login } from "../../src/startup/create-login.ts";

const APP_ID = "wx0123456789abcdef";
const OWNER_KEY = "owner-key-of-the-test-0123456789abcdef";
const JWT = {
  mode: "jwt",
  issuer: "site",
  audience: "uploads",
  subjectClaim: "sub",
  ownerKey: OWNER_KEY,
} as const;

function open(auth: Parameters<typeof createLoginFromConfig>[0]): Promise<Login> {
  return createLoginFromConfig(auth, {
    fetch,
    now: Date.now,
    randomBytes: (bytes) => Buffer.alloc(bytes, 7),
    startLocalWechat: async () => ({
      url: "http://127.0.0.1:1/sns/jscode2session",
      appSecret: "the-stand-in's-secret",
      close: async () => {},
    }),
  });
}

describe("what no log may hold", () => {
  test.each<[name: string, auth: Parameters<typeof createLoginFromConfig>[0], secrets: readonly string[]]>([
    ["nobody logs in", { mode: "none" }, []],
    [
      "wx.login",
      {
        mode: "wechat",
        appId: APP_ID,
        sessionSeconds: 7_200,
        isLoginOptional: false,
        wechat: { appSecret: "app-secret", sessionKeys: ["new-session-key", "old-session-key"], ownerKey: OWNER_KEY },
      },
      ["app-secret", OWNER_KEY, "new-session-key", "old-session-key"],
    ],
    [
      "wx.login at the stand-in",
      { mode: "wechat", appId: APP_ID, sessionSeconds: 7_200, isLoginOptional: false, wechat: undefined },
      ["07".repeat(32), "the-stand-in's-secret"],
    ],
    [
      "tokens of a shared secret",
      { ...JWT, algorithm: "HS256", keys: { secret: "shared-secret" } },
      [OWNER_KEY, "shared-secret"],
    ],
    [
      "tokens of public keys",
      { ...JWT, algorithm: "RS256", keys: { jwksUrl: "https://login.example.com/jwks.json" } },
      [OWNER_KEY],
    ],
  ])("%s – every secret of it is named", async (_name, auth, secrets) => {
    const login = await open(auth);
    expect([...login.secrets].sort()).toEqual([...secrets].sort());
    await login.close();
  });
});

test.each([
  [
    new TypeError("fetch failed", { cause: Object.assign(new Error(""), { code: "ECONNREFUSED" }) }),
    "fetch failed: ECONNREFUSED",
  ],
  [new TypeError("fetch failed", { cause: new Error("unexpected redirect") }), "fetch failed: unexpected redirect"],
  [new Error("status 500"), "status 500"],
  ["a text", "a text"],
])("keys that could not be fetched: %s – are a line of the log", (error, reason) => {
  expect(keysFailureLine({ error, secondsLeft: 60 })).toEqual([
    "token keys not fetched",
    { reason, oldOnesLastSeconds: 60 },
  ]);
});
