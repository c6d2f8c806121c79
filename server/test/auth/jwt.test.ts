import { once } from "node:events";
import { get } from "node:http";
import { json } from "node:stream/consumers";
import { exportSPKI, UnsecuredJWT } from "jose";
import request from "supertest";
import { jwtAuthentication } from "../../src/auth/create-authentication.ts";
import { createOwnerSegment } from "../../src/auth/index.ts";
import type { JwtConfig } from "../../src/config/jwt-config.ts";
import { createLogger } from "../../src/observability/logger.ts";
import { createTestApp, NOW_MS, NOW_SECONDS, startTestServer } from "../support/test-app.ts";
import { AUDIENCE, CLAIMS, createIssuerKey, ISSUER, signToken, startJwksServer } from "../support/test-issuer.ts";

const OWNER_KEY = "owner-key-of-the-test-0123456789abcdef";
const SECRET = "shared-secret-of-the-test-0123456789abcdef";
const OWNER = createOwnerSegment(OWNER_KEY)(String(CLAIMS.sub));

type IssuerKey = Awaited<ReturnType<typeof createIssuerKey>>;
let key: IssuerKey;
let foreignKey: IssuerKey;
let jwks: Awaited<ReturnType<typeof startJwksServer>>;
let clockMs: number;

beforeAll(async () => {
  key = await createIssuerKey("key-1");
  foreignKey = await createIssuerKey("key-1");
});
beforeEach(async () => {
  clockMs = NOW_MS;
  jwks = await startJwksServer([key.jwk]);
});
afterEach(() => jwks.close());

function authentication(overrides: Partial<JwtConfig> = {}) {
  return jwtAuthentication(
    {
      mode: "jwt",
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithm: "RS256",
      keys: { jwksUrl: jwks.url },
      subjectClaim: "sub",
      ownerKey: OWNER_KEY,
      ...overrides,
    },
    { fetch, now: () => clockMs },
  );
}

/** The app behind the issuer's tokens, with the log as it would be written. */
function createJwtApp(overrides: Partial<JwtConfig> = {}) {
  const lines: string[] = [];
  // Nothing is redacted here: what must not be in the log is not to come near it.
  const { logRequest, logFailure } = createLogger({ write: (line) => void lines.push(line) }, (text) => text);
  return { ...createTestApp({ ...authentication(overrides), logRequest, logFailure }), lines };
}

const issue = (claims = {}, header = {}) =>
  signToken({ ...CLAIMS, ...claims }, key.privateKey, { alg: "RS256", kid: "key-1", ...header });
const sharedKey = (secret = SECRET) => new TextEncoder().encode(secret);
const put = (app: ReturnType<typeof createJwtApp>["app"], token: string) =>
  request(app).get("/put-sign?ext=jpg&size=1").set("Authorization", `Bearer ${token}`);

describe("a token of the site's issuer", () => {
  test("signs, into the folder of its subject, and the log names the owner and not the subject", async () => {
    const { app, lines } = createJwtApp();
    const { status, body } = await put(app, await issue());
    expect([status, body.cosKey]).toEqual([200, expect.stringMatching(`^uploads/${OWNER}/20261123/`)]);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ owner: OWNER, status: 200 });
    expect(lines.join()).not.toContain("4711");
  });

  test.each([
    ["/post-policy?ext=jpg&size=1", "get"],
    ["/put-sign/batch", "post"],
    ["/post-policy/batch", "post"],
  ] as const)("%s – signs into the owner's folder too", async (path, method) => {
    const { app } = createJwtApp();
    const asked = request(app)
      [method](path)
      .set("Authorization", `Bearer ${await issue()}`);
    const { body } = await (method === "post" ? asked.send({ files: [{ ext: "jpg" }, { ext: "png" }] }) : asked);
    const keys = (body.uploads ?? [body]).map(({ cosKey }: { cosKey: string }) => cosKey.split("/")[1]);
    expect(new Set(keys)).toEqual(new Set([OWNER]));
  });

  test("with another claim for the user – takes that one, a number too", async () => {
    const { app } = createJwtApp({ subjectClaim: "uid" });
    const { body } = await put(app, await issue({ uid: 42 }));
    expect(body.cosKey.split("/")[1]).toBe(createOwnerSegment(OWNER_KEY)("42"));
  });

  test("with a list of audiences that has this server's – signs", async () => {
    expect((await put(createJwtApp().app, await issue({ aud: ["other", AUDIENCE] }))).status).toBe(200);
  });

  test("with a clock five seconds off – signs", async () => {
    const { app } = createJwtApp();
    expect((await put(app, await issue({ exp: NOW_SECONDS - 4 }))).status).toBe(200);
    expect((await put(app, await issue({ nbf: NOW_SECONDS + 4 }))).status).toBe(200);
  });

  test("whose scheme is written in lower case – signs (RFC 9110: schemes are case-insensitive)", async () => {
    const { app } = createJwtApp();
    const token = await issue();
    expect((await request(app).get("/put-sign?ext=jpg").set("Authorization", `bearer ${token}`)).status).toBe(200);
  });

  test("signs for a token of the maximum length, and rejects a longer one although it is valid", async () => {
    const { app } = createJwtApp();
    const { length } = await issue({ pad: "" });
    // Three bytes make four characters of base64url; a few of those to spare.
    const padding = Math.floor(((8_192 - length) * 3) / 4) - 2;
    const [longest, longer] = [
      await issue({ pad: "x".repeat(padding) }),
      await issue({ pad: "x".repeat(padding + 6) }),
    ];
    expect([longest.length <= 8_192, longer.length > 8_192]).toEqual([true, true]);
    expect((await put(app, longest)).status).toBe(200);
    const { status, body } = await put(app, longer);
    expect([status, body.code, body.detail]).toEqual([401, "invalid_token", expect.stringContaining("8192")]);
  });

  test("of a shared secret – signs", async () => {
    const { app } = createJwtApp({ algorithm: "HS256", keys: { secret: SECRET } });
    expect((await put(app, await signToken(CLAIMS, sharedKey(), { alg: "HS256" }))).status).toBe(200);
  });
});

const spki = () => exportSPKI(key.publicKey);

const REFUSED: ReadonlyArray<[what: string, token: () => Promise<string> | string, code: string]> = [
  [
    "forged: another key under the known id",
    () => signToken(CLAIMS, foreignKey.privateKey, { alg: "RS256", kid: "key-1" }),
    "invalid_token",
  ],
  [
    "changed after it was signed",
    async () => withPayload(await issue(), { ...CLAIMS, sub: "somebody-else" }),
    "invalid_token",
  ],
  ["without its signature", async () => (await issue()).replace(/\.[^.]*$/, "."), "invalid_token"],
  ["expired", () => issue({ exp: NOW_SECONDS - 6 }), "token_expired"],
  ["without an expiry", () => issue({ exp: undefined }), "invalid_token"],
  ["not valid yet", () => issue({ nbf: NOW_SECONDS + 6 }), "invalid_token"],
  ["for another audience", () => issue({ aud: "downloads" }), "invalid_token"],
  ["for nobody in particular", () => issue({ aud: undefined }), "invalid_token"],
  ["of another issuer", () => issue({ iss: "https://login.example.org/" }), "invalid_token"],
  ["of no issuer", () => issue({ iss: undefined }), "invalid_token"],
  ["of nobody: no subject", () => issue({ sub: undefined }), "invalid_token"],
  ["of nobody: an empty subject", () => issue({ sub: "" }), "invalid_token"],
  ["with a subject of 257 characters", () => issue({ sub: "s".repeat(257) }), "invalid_token"],
  ["alg none", () => new UnsecuredJWT(CLAIMS).encode(), "invalid_token"],
  ["alg none, with a signature", async () => `${unsigned({ alg: "none" })}.c2lnbmF0dXJl`, "invalid_token"],
  [
    "alg confusion: the public key as an HMAC secret",
    async () => signToken(CLAIMS, sharedKey(await spki()), { alg: "HS256", kid: "key-1" }),
    "invalid_token",
  ],
  [
    "another RSA algorithm than the one pinned",
    async () => `${unsigned({ alg: "RS512", kid: "key-1" })}.c2lnbmF0dXJl`,
    "invalid_token",
  ],
  ["of an unknown key", () => issue({}, { kid: "key-2" }), "invalid_token"],
  [
    "with a key of its own in the header",
    async () => signToken(CLAIMS, foreignKey.privateKey, { alg: "RS256", ...{ jwk: foreignKey.jwk, kid: "key-9" } }),
    "invalid_token",
  ],
  [
    "with a critical header that nobody knows",
    async () => `${unsigned({ alg: "RS256", kid: "key-1", crit: ["x"], x: 1 })}.c2lnbmF0dXJl`,
    "invalid_token",
  ],
  ["not a JWT", () => "opaque-token", "invalid_token"],
  ["five parts: encrypted", () => "a.b.c.d.e", "invalid_token"],
  ["with a character of Base64 and not of base64url", () => "a+.b.c", "invalid_token"],
  ["whose header is not JSON", () => "bm8.bm8.bm8", "invalid_token"],
  ["empty", () => "", "invalid_token"],
];

test.each(
  REFUSED,
)("a token %s – is refused, nothing is signed, and the log holds none of it", async (_what, make, code) => {
  const { app, credentialProvider, lines } = createJwtApp();
  const token = await make();
  const { status, body, headers } = await put(app, token);
  expect([status, body.code]).toEqual([401, code]);
  expect(headers["www-authenticate"]).toBe('Bearer error="invalid_token"');
  expect(credentialProvider).not.toHaveBeenCalled();
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ status: 401, code });
  for (const part of token.split(".").filter(({ length }) => length > 5)) {
    expect(lines.join()).not.toContain(part);
    expect(JSON.stringify(body)).not.toContain(part);
  }
});

test.each([
  ["RS256 where a shared secret is pinned", () => issue()],
  ["HS256 with another secret", () => signToken(CLAIMS, sharedKey(`${SECRET}x`), { alg: "HS256" })],
  ["HS384 with the right secret", () => signToken(CLAIMS, sharedKey(SECRET.repeat(2)), { alg: "HS384" })],
])("rejects a token of %s", async (_what, make) => {
  const { app, credentialProvider } = createJwtApp({ algorithm: "HS256", keys: { secret: SECRET } });
  expect((await put(app, await make())).body.code).toBe("invalid_token");
  expect(credentialProvider).not.toHaveBeenCalled();
});

describe("a request without a token", () => {
  test.each([
    ["no Authorization", undefined],
    ["an empty one", ""],
    ["another scheme", "Basic dXNlcjpwYXNz"],
    ["a scheme that begins alike", "Bearertoken a.b.c"],
    ["a token without its scheme", "aaa.bbb.ccc"],
  ])("%s → login_required, with the required scheme", async (_what, authorization) => {
    const { app, credentialProvider } = createJwtApp();
    const asked = request(app).get("/put-sign?ext=jpg");
    const { status, body, headers } = await (authorization === undefined
      ? asked
      : asked.set({ Authorization: authorization }));
    expect([status, body.code, headers["www-authenticate"]]).toEqual([401, "login_required", "Bearer"]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });

  test("reports the missing login before other faults", async () => {
    const { app } = createJwtApp();
    expect((await request(app).get("/put-sign?ext=../x")).body.code).toBe("login_required");
    expect((await request(app).post("/put-sign/batch").send("{")).body.code).toBe("login_required");
  });

  test("serves health checks and rejects wrong methods without a login", async () => {
    const { app } = createJwtApp();
    expect((await request(app).get("/healthz")).status).toBe(200);
    expect((await request(app).delete("/put-sign")).status).toBe(405);
    expect((await request(app).post("/login").send({ code: "a" })).status).toBe(404);
  });
});

describe("two Authorization headers", () => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  beforeEach(async () => {
    server = await startTestServer(authentication());
  });
  afterEach(() => server.close());

  test("are rejected, even if the first one is valid", async () => {
    const { url, port, credentialProvider } = server;
    const headers = ["Host", `127.0.0.1:${port}`, "Authorization", `Bearer ${await issue()}`];
    const [response] = await once(
      get(`${url}/put-sign?ext=jpg`, { agent: false, headers: [...headers, "Authorization", "Bearer a.b.c"] }),
      "response",
    );
    expect([response.statusCode, await json(response)]).toMatchObject([400, { code: "repeated_field" }]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });
});

describe("time", () => {
  test("rejects a token five seconds after its expiry, although it was valid before", async () => {
    const { app } = createJwtApp();
    const token = await issue({ exp: NOW_SECONDS + 30 });
    expect((await put(app, token)).status).toBe(200);
    clockMs = (NOW_SECONDS + 34) * 1000;
    expect((await put(app, token)).status).toBe(200);
    clockMs = (NOW_SECONDS + 35) * 1000;
    expect((await put(app, token)).body.code).toBe("token_expired");
  });

  test("rejects a token if the clock jumps back to before its start", async () => {
    const { app } = createJwtApp();
    const token = await issue({ nbf: NOW_SECONDS });
    expect((await put(app, token)).status).toBe(200);
    clockMs = NOW_MS - 3_600_000;
    expect((await put(app, token)).body.code).toBe("invalid_token");
  });
});

function unsigned(header: object): string {
  return [header, CLAIMS].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
}

function withPayload(token: string, claims: object): string {
  const [header, , signature] = token.split(".");
  return [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
}
