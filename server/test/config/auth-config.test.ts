import { readAuth } from "../../src/config/auth-config.ts";
import { createVariableReader } from "../../src/config/variables.ts";

const KEY = "a-key-of-the-test-0123456789abcdef-1";
const OTHER_KEY = "a-key-of-the-test-0123456789abcdef-2";
const WECHAT = {
  AUTH: "wechat",
  WECHAT_APP_ID: "wx0123456789abcdef",
  WECHAT_APP_SECRET: "0123456789abcdef0123456789abcdef",
  SESSION_KEYS: `${KEY},${OTHER_KEY}`,
  OWNER_KEY: KEY,
};
const JWT = {
  AUTH: "jwt",
  JWT_ISSUER: "https://login.example.com/",
  JWT_AUDIENCE: "uploads",
  JWT_JWKS_URL: "https://login.example.com/jwks.json",
  OWNER_KEY: KEY,
};

function read(environment: Record<string, string>, production = true, hasStandIns = false) {
  const variables = createVariableReader(environment);
  const auth = readAuth(variables, { isPublic: production, isLocal: !production, hasStandIns });
  return { auth, problems: variables.problems };
}
const namesOf = (problems: readonly string[]) => problems.map((problem) => problem.split(":")[0]);

describe("AUTH=none", () => {
  test("is the default while developing", () => {
    expect(read({}, false)).toEqual({ auth: { mode: "none" }, problems: [] });
  });

  test.each([{}, { AUTH: "none" }, { ALLOW_ANONYMOUS: "false" }])("%j in production – is refused", (environment) => {
    expect(read(environment).problems).toEqual([expect.stringMatching(/^AUTH: is none, .*ALLOW_ANONYMOUS=true/)]);
  });

  test("is accepted in production with ALLOW_ANONYMOUS=true", () => {
    expect(read({ ALLOW_ANONYMOUS: "true" })).toEqual({ auth: { mode: "none" }, problems: [] });
  });

  test.each([
    ["WECHAT_APP_SECRET", "wechat"],
    ["SESSION_KEYS", "wechat"],
    ["JWT_ISSUER", "jwt"],
    ["JWT_JWKS_URL", "jwt"],
    ["JWT_SECRET", "jwt"],
  ])("rejects a missing AUTH beside %s everywhere", (name, mode) => {
    for (const production of [true, false]) {
      const { problems } = read({ [name]: KEY, ALLOW_ANONYMOUS: "true" }, production);
      expect(problems).toEqual([`AUTH: is not set, but ${name} is; set AUTH=${mode}`]);
    }
  });

  test("written out beside other variables – is meant", () => {
    expect(read({ ...WECHAT, AUTH: "none" }, false).problems).toEqual([]);
  });
});

describe("AUTH=wechat", () => {
  test("takes the mini program, its secret, and keys in their order", () => {
    expect(read(WECHAT)).toEqual({
      auth: {
        mode: "wechat",
        appId: "wx0123456789abcdef",
        sessionSeconds: 7200,
        isLoginOptional: false,
        wechat: { appSecret: WECHAT.WECHAT_APP_SECRET, sessionKeys: [KEY, OTHER_KEY], ownerKey: KEY },
      },
      problems: [],
    });
  });

  test("without a secret while developing – means the stand-in", () => {
    const { auth, problems } = read({ AUTH: "wechat" }, false);
    expect(auth).toMatchObject({ mode: "wechat", appId: expect.stringMatching(/^wx/), wechat: undefined });
    expect(problems).toEqual([]);
  });

  test("with ALLOW_ANONYMOUS=true, a login is optional with the stand-in only", () => {
    const optional = { AUTH: "wechat", ALLOW_ANONYMOUS: "true" };
    expect(read(optional, false).auth).toMatchObject({ isLoginOptional: true });
    expect(read({ AUTH: "wechat" }, false).auth).toMatchObject({ isLoginOptional: false });
    expect(read({ ...optional, ...WECHAT }).auth).toMatchObject({ isLoginOptional: false });
  });

  test("is the default with the stand-in, and optional, for clients that never log in", () => {
    expect(read({}, false, true)).toMatchObject({ auth: { mode: "wechat", isLoginOptional: true }, problems: [] });
    expect(read({ ALLOW_ANONYMOUS: "false" }, false, true).auth).toMatchObject({ isLoginOptional: false });
    expect(read({ AUTH: "none" }, false, true).auth).toEqual({ mode: "none" });
  });

  test.each([
    ["with a real bucket", {}, true],
    ["beside a variable of a login", { JWT_ISSUER: "https://login.example.com/" }, false],
  ])("is not the default %s", (_title, environment, production) => {
    expect(read(environment, production, true).problems).toEqual([expect.stringMatching(/^AUTH: is /)]);
  });

  test("without anything in production – names all that is missing", () => {
    expect(namesOf(read({ AUTH: "wechat" }).problems)).toEqual([
      "WECHAT_APP_ID",
      "WECHAT_APP_SECRET",
      "SESSION_KEYS",
      "OWNER_KEY",
    ]);
  });

  test("with a secret and no keys while developing – has no keys that everybody knows", () => {
    const { SESSION_KEYS: _1, OWNER_KEY: _2, ...environment } = WECHAT;
    expect(namesOf(read(environment, false).problems)).toEqual(["SESSION_KEYS", "OWNER_KEY"]);
  });
});

describe("AUTH=jwt", () => {
  test("takes a key set, with RS256 unless another algorithm is named", () => {
    expect(read(JWT).auth).toEqual({
      mode: "jwt",
      issuer: JWT.JWT_ISSUER,
      audience: "uploads",
      algorithm: "RS256",
      keys: { jwksUrl: JWT.JWT_JWKS_URL },
      subjectClaim: "sub",
      ownerKey: KEY,
    });
    expect(read({ ...JWT, JWT_ALGORITHM: "ES256", JWT_SUBJECT_CLAIM: "uid" }).auth).toMatchObject({
      algorithm: "ES256",
      subjectClaim: "uid",
    });
  });

  test("takes a shared secret, with HS256 always", () => {
    const { JWT_JWKS_URL: _, ...environment } = { ...JWT, JWT_SECRET: OTHER_KEY };
    expect(read(environment).auth).toMatchObject({ algorithm: "HS256", keys: { secret: OTHER_KEY } });
    expect(read({ ...environment, JWT_ALGORITHM: "RS256" }).problems).toEqual([
      expect.stringMatching(/^JWT_ALGORITHM: is for JWT_JWKS_URL only/),
    ]);
  });

  test("without anything – names all that is missing, while developing too", () => {
    const missing = ["JWT_ISSUER", "JWT_AUDIENCE", "OWNER_KEY", "JWT_JWKS_URL"];
    expect(namesOf(read({ AUTH: "jwt" }).problems)).toEqual(missing);
    expect(namesOf(read({ AUTH: "jwt" }, false).problems)).toEqual(missing);
  });
});

const SHORT = "only-31-characters-0123456789ab";

test.each([
  ["AUTH", "oidc", /not one of none, wechat, jwt/, WECHAT],
  ["ALLOW_ANONYMOUS", "yes", /not one of true, false/, {}],
  ["WECHAT_APP_ID", "gh_0123456789ab", /is not an AppID/, WECHAT],
  ["WECHAT_APP_SECRET", " secret", /white space/, WECHAT],
  ["SESSION_KEYS", SHORT, /has 31 characters, but needs at least 32/, WECHAT],
  ["SESSION_KEYS", `${KEY},${SHORT}`, /has 31 characters/, WECHAT],
  ["SESSION_KEYS", `${KEY}, ${OTHER_KEY}`, /white space/, WECHAT],
  ["SESSION_KEYS", `${KEY},`, /at least 32|not allowed in a key/, WECHAT],
  ["SESSION_KEYS", `${KEY},${KEY}`, /same key twice/, WECHAT],
  ["SESSION_SECONDS", "59", /from 60 to 604800/, WECHAT],
  ["OWNER_KEY", SHORT, /at least 32/, WECHAT],
  ["OWNER_KEY", `${KEY}\n`, /white space/, JWT],
  ["JWT_ISSUER", "two words", /white space/, JWT],
  ["JWT_AUDIENCE", "上传", /not allowed in tokens/, JWT],
  ["JWT_JWKS_URL", "http://login.example.com/jwks.json", /not an https URL/, JWT],
  ["JWT_JWKS_URL", "login.example.com", /not an https URL/, JWT],
  ["JWT_JWKS_URL", "https://us:hush@login.example.com/jwks.json", /^(?!.*hush).*user or a password/, JWT],
  ["JWT_JWKS_URL", "https://:hush@login.example.com/jwks.json", /^(?!.*hush).*user or a password/, JWT],
  ["JWT_SECRET", KEY, /set either this or JWT_SECRET, but not both/, JWT],
  ["JWT_ALGORITHM", "none", /not one of RS256/, JWT],
  ["JWT_ALGORITHM", "HS256", /not one of RS256/, JWT],
])("%s=%j – is named, and no secret is quoted", (name, value, reason, environment) => {
  const { problems } = read({ ...environment, [name]: value });
  expect(problems.join("\n")).toMatch(reason);
  expect(problems.length).toBeGreaterThan(0);
  for (const secret of [SHORT, KEY, OTHER_KEY, WECHAT.WECHAT_APP_SECRET, " secret"]) {
    expect(problems.join("\n")).not.toContain(secret);
  }
});
