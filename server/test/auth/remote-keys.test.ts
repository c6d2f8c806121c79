import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { exportJWK, generateKeyPair, type JWK } from "jose";
import request from "supertest";
import { type AuthenticationEffects, jwtAuthentication } from "../../src/auth/create-authentication.ts";
import { createRemoteKeys } from "../../src/auth/index.ts";
import { createLimits } from "../../src/limits/create-limits.ts";
import { createTestApp, NOW_MS } from "../support/test-app.ts";
import { AUDIENCE, CLAIMS, createIssuerKey, ISSUER, signToken, startJwksServer } from "../support/test-issuer.ts";

type IssuerKey = Awaited<ReturnType<typeof createIssuerKey>>;
let first: IssuerKey;
let second: IssuerKey;
let jwks: Awaited<ReturnType<typeof startJwksServer>>;

beforeAll(async () => {
  first = await createIssuerKey("first");
  second = await createIssuerKey("second");
});
beforeEach(async () => {
  jwks = await startJwksServer([first.jwk]);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await jwks.close();
});

type JwtAppOptions = Partial<AuthenticationEffects> & {
  readonly algorithm?: string;
  readonly requestsPerMinute?: number;
};

function createJwtApp({ algorithm = "RS256", requestsPerMinute = 0, ...effects }: JwtAppOptions = {}) {
  const { readinessChecks, ...authentication } = jwtAuthentication(
    {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithm,
      keys: { jwksUrl: jwks.url },
      subjectClaim: "sub",
      ownerKey: "owner-key-of-the-test-0123456789abcdef",
    },
    { fetch, now: () => NOW_MS, ...effects },
  );
  return createTestApp({
    ...authentication,
    readinessChecks,
    trustProxy: 1,
    limits: createLimits({ requestsPerMinute, filesPerDay: 0, bytesPerDay: 0 }),
  });
}

const tokenOf = ({ kid, alg, privateKey }: IssuerKey, sub = "a") =>
  signToken({ ...CLAIMS, sub }, privateKey, { alg, kid });
const put = ({ app }: ReturnType<typeof createJwtApp>, token: string, address = "203.0.113.1") =>
  request(app).get("/put-sign?ext=jpg&size=1").set("Authorization", `Bearer ${token}`).set("X-Forwarded-For", address);
const readyz = ({ app }: ReturnType<typeof createJwtApp>) => request(app).get("/readyz");
/** Moves the system's clock, which decides the age of keys. Each call counts from the previous one. */
const later = (ms: number) => {
  const nowMs = Date.now() + ms;
  jest.spyOn(Date, "now").mockReturnValue(nowMs);
};
/** Longer than any pause after failures. */
const PAUSE_MS = 31_000;
const MINUTE_MS = 60_000;
const away = () => {
  jwks.state.answer = (res) => void res.destroy();
};
const back = () => {
  jwks.state.answer = (res) => void res.end(JSON.stringify({ keys: jwks.state.keys }));
};
/** Tokens that nobody has verified before, of a key that no issuer has. */
async function forgedTokens(count: number, kid?: string): Promise<string[]> {
  const { privateKey } = await generateKeyPair("ES256");
  const header = kid === undefined ? { alg: "RS256" } : { alg: "RS256", kid };
  // Signed by nothing that fits: what is under test comes before the signature is looked at, or is refused by it.
  const signature = (await signToken(CLAIMS, privateKey, { alg: "ES256" })).split(".")[2];
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return Array.from({ length: count }, (_, n) => `${encoded(header)}.${encoded({ ...CLAIMS, sub: n })}.${signature}`);
}

describe("the keys of an issuer", () => {
  test("are fetched once for many tokens, also for those that come at once", async () => {
    const app = createJwtApp();
    const tokens = await Promise.all(["a", "b", "c", "d"].map((sub) => tokenOf(first, sub)));
    const statuses = await Promise.all(tokens.map(async (token) => (await put(app, token)).status));
    expect([statuses, jwks.state.requests]).toEqual([[200, 200, 200, 200], 1]);
  });

  test("are fetched again for a key that is not among them, but not for each such token", async () => {
    const app = createJwtApp();
    expect((await put(app, await tokenOf(first))).status).toBe(200);
    jwks.state.keys = [first.jwk, second.jwk];
    expect((await put(app, await tokenOf(second))).body.code).toBe("invalid_token");
    expect(jwks.state.requests).toBe(1);
    later(31_000);
    expect((await put(app, await tokenOf(second))).status).toBe(200);
    expect(jwks.state.requests).toBe(2);
  });

  test("are fetched again after ten minutes, and a withdrawn key is rejected then", async () => {
    const app = createJwtApp();
    expect((await put(app, await tokenOf(first))).status).toBe(200);
    jwks.state.keys = [second.jwk];
    later(601_000);
    expect((await put(app, await tokenOf(first, "b"))).body.code).toBe("invalid_token");
  });
});

const FAULTS: ReadonlyArray<[string, (res: ServerResponse) => void]> = [
  ["a 500", (res) => void res.writeHead(500).end("{}")],
  ["HTML", (res) => void res.end("<!DOCTYPE html><title>Sign in</title>")],
  ["JSON that is no key set", (res) => void res.end('{"keys":{}}')],
  ["a redirect", (res) => void res.writeHead(302, { Location: "http://127.0.0.1:1/keys" }).end()],
  [
    "half a response",
    (res) => void res.writeHead(200, { "Content-Length": 999 }).write('{"keys"', () => res.destroy()),
  ],
  ["a cut connection", (res) => void res.destroy()],
];

describe("an issuer that can't be asked", () => {
  test.each(
    FAULTS,
  )("%s – 503, nothing is signed, the log says where to look; and it heals by itself", async (_what, answer) => {
    const heal = jwks.state.answer;
    jwks.state.answer = answer;
    const app = createJwtApp();
    const { status, body, headers } = await put(app, await tokenOf(first));
    expect([status, body.code, headers["retry-after"]]).toEqual([503, "jwks_unavailable", "5"]);
    expect(JSON.stringify(body)).not.toContain(jwks.url);
    expect(app.failures).toMatchObject([{ cause: { message: expect.stringContaining(jwks.url) } }]);
    expect(app.credentialProvider).not.toHaveBeenCalled();
    jwks.state.answer = heal;
    later(PAUSE_MS);
    expect((await put(app, await tokenOf(first))).status).toBe(200);
  });

  test("silence – jwks_unavailable when the time-out fires", async () => {
    jwks.state.answer = () => {};
    const { findKey, check } = createRemoteKeys({ url: jwks.url, fetch, timeoutMs: 20 });
    const token = { payload: "", signature: "" };
    await expect(findKey({ alg: "RS256", kid: "first" }, token)).rejects.toMatchObject({ code: "jwks_unavailable" });
    await expect(check()).rejects.toThrow();
  });

  test("times out after three seconds", async () => {
    const timeout = jest.spyOn(AbortSignal, "timeout");
    expect((await put(createJwtApp(), await tokenOf(first))).status).toBe(200);
    expect(timeout.mock.calls).toEqual([[3_000]]);
  });

  test("is why the server is not ready", async () => {
    const { app } = createJwtApp();
    expect((await request(app).get("/readyz")).status).toBe(200);
    expect((await request(app).get("/readyz")).status).toBe(200);
    expect(jwks.state.requests).toBe(1);
    jwks.state.answer = (res) => void res.destroy();
    const { status, body } = await request(createJwtApp().app).get("/readyz");
    expect([status, body.detail]).toEqual([503, "not ready: token keys"]);
  });
});

describe("while the issuer is away", () => {
  // The clock stands still: on a busy machine a pause would end in the middle of a test.
  beforeEach(() => later(0));

  test("100 forged tokens and 100 looks at /readyz – are one request to it, then one in each pause", async () => {
    away();
    const app = createJwtApp();
    for (const token of await forgedTokens(100, "first")) expect((await put(app, token)).status).toBe(503);
    for (let look = 0; look < 100; look += 1) expect((await readyz(app)).status).toBe(503);
    expect(jwks.state.requests).toBe(1);
    later(PAUSE_MS);
    for (const token of await forgedTokens(10, "first")) expect((await put(app, token)).status).toBe(503);
    expect((await readyz(app)).status).toBe(503);
    expect(jwks.state.requests).toBe(2);
    expect(app.credentialProvider).not.toHaveBeenCalled();
  });

  test("100 of each at once – are one request to it", async () => {
    let answered = 0;
    jwks.state.answer = (res) => {
      answered += 1;
      setImmediate(() => res.destroy());
    };
    const app = createJwtApp();
    const tokens = await forgedTokens(100, "first");
    const statuses = await Promise.all(tokens.flatMap((token) => [put(app, token), readyz(app)]));
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answered).toBe(1);
  });

  test("the pauses grow, and stay below five seconds while no token can be checked", async () => {
    away();
    const app = createJwtApp();
    const [token = ""] = await forgedTokens(1, "first");
    const requestsAfter = async (ms: number) => {
      later(ms);
      await put(app, token);
      return jwks.state.requests;
    };
    later(0);
    const counts = [];
    for (const ms of [0, 400, 600, 900, 1_100, 1_900, 2_100, 5_000, 5_000]) counts.push(await requestsAfter(ms));
    expect(counts.slice(0, 4)).toEqual([1, 1, 2, 2]);
    expect(counts.at(-1)).toBe((counts.at(-2) ?? 0) + 1);
  });

  test("a token that triggers a fetch counts against its address, and an address without quota triggers no fetch", async () => {
    away();
    const app = createJwtApp({ requestsPerMinute: 3 });
    const tokens = await forgedTokens(6, "first");
    const codes = [];
    for (const token of tokens) {
      codes.push((await put(app, token)).body.code);
      // Longer than a pause without keys, and all of them within the minute that requests are counted in.
      later(6_000);
    }
    expect(codes).toEqual([...Array(3).fill("jwks_unavailable"), ...Array(3).fill("request_limit_reached")]);
    expect(jwks.state.requests).toBe(3);
    expect((await put(app, tokens[0] ?? "", "203.0.113.2")).body.code).toBe("jwks_unavailable");
    expect(jwks.state.requests).toBe(4);
  });

  test("a token that triggers no fetch does not count, because the fault is not its own", async () => {
    away();
    const app = createJwtApp({ requestsPerMinute: 2 });
    for (const token of await forgedTokens(10, "first")) expect((await put(app, token)).status).toBe(503);
    back();
    later(6_000);
    expect((await put(app, await tokenOf(first))).status).toBe(200);
  });

  test("a clock that is set back – does not prolong the pause", async () => {
    away();
    const app = createJwtApp();
    expect((await put(app, await tokenOf(first))).status).toBe(503);
    back();
    later(-60 * MINUTE_MS);
    expect((await put(app, await tokenOf(first))).status).toBe(200);
  });
});

describe("keys that are known when the issuer goes away", () => {
  test("serve for an hour after they were fetched, and no longer; the server is ready as long", async () => {
    const app = createJwtApp();
    expect((await put(app, await tokenOf(first, "0"))).status).toBe(200);
    away();
    for (let minute = 11; minute < 60; minute += 8) {
      later((minute === 11 ? 11 : 8) * MINUTE_MS);
      expect([minute, (await put(app, await tokenOf(first, String(minute)))).status]).toEqual([minute, 200]);
      expect([minute, (await readyz(app)).status]).toEqual([minute, 200]);
    }
    later(2 * MINUTE_MS);
    expect((await put(app, await tokenOf(first, "61"))).body.code).toBe("jwks_unavailable");
    expect((await readyz(app)).status).toBe(503);
    back();
    later(PAUSE_MS);
    expect((await put(app, await tokenOf(first, "62"))).status).toBe(200);
  });

  test("are reported as old, with what they have left, once for each failure", async () => {
    const report = jest.fn();
    const app = createJwtApp({ report });
    await put(app, await tokenOf(first, "0"));
    away();
    later(20 * MINUTE_MS);
    for (const sub of ["1", "2", "3"]) expect((await put(app, await tokenOf(first, sub))).status).toBe(200);
    expect(report.mock.calls).toEqual([
      [{ error: expect.objectContaining({ message: "fetch failed" }), secondsLeft: expect.closeTo(40 * 60, -1) }],
    ]);
    expect(jwks.state.requests).toBe(2);
  });

  test("after the first failure nobody waits for the issuer, and its new keys hold when it is back", async () => {
    const app = createJwtApp();
    await put(app, await tokenOf(first, "0"));
    away();
    later(11 * MINUTE_MS);
    expect((await put(app, await tokenOf(first, "1"))).status).toBe(200);
    // It takes connections and says nothing: only a request that waited for it would notice.
    let asked: (res: ServerResponse) => void = () => {};
    const held = new Promise<ServerResponse>((resolve) => {
      asked = resolve;
    });
    jwks.state.answer = (res) => asked(res);
    later(PAUSE_MS);
    expect((await put(app, await tokenOf(first, "2"))).status).toBe(200);
    const response = await held;
    response.end(JSON.stringify({ keys: [second.jwk] }));
    await once(response, "close");
    let looks = 0;
    const look = async () => (await put(app, await tokenOf(first, `look ${++looks}`))).status;
    await expect(eventually(look, 401)).resolves.toBe(401);
    expect((await put(app, await tokenOf(second, "4"))).status).toBe(200);
  });

  test("a token of a key that is not among them – 503 rather than 401, and one request in a pause", async () => {
    const app = createJwtApp();
    await put(app, await tokenOf(first, "0"));
    away();
    later(PAUSE_MS);
    const codes = [];
    for (const token of await forgedTokens(20, "second")) codes.push((await put(app, token)).body.code);
    expect(new Set(codes)).toEqual(new Set(["jwks_unavailable"]));
    expect(jwks.state.requests).toBe(2);
    expect((await put(app, await tokenOf(first, "1"))).status).toBe(200);
  });

  test("an empty key set – does not take their place", async () => {
    const app = createJwtApp();
    await put(app, await tokenOf(first, "0"));
    jwks.state.keys = [];
    later(11 * MINUTE_MS);
    expect((await put(app, await tokenOf(first, "1"))).status).toBe(200);
  });
});

describe("a forged token that would have the keys fetched", () => {
  test("is counted by its address before: with none left, nothing is fetched", async () => {
    const app = createJwtApp({ requestsPerMinute: 2 });
    await put(app, await tokenOf(first, "0"), "203.0.113.9");
    later(PAUSE_MS);
    const codes = [];
    for (const token of await forgedTokens(3, "unknown")) {
      codes.push((await put(app, token)).body.code);
      later(PAUSE_MS / 2);
    }
    expect([codes, jwks.state.requests]).toEqual([["invalid_token", "invalid_token", "request_limit_reached"], 2]);
  });

  test("costs one request, not two", async () => {
    const app = createJwtApp({ requestsPerMinute: 10 });
    const [token = ""] = await forgedTokens(1, "unknown");
    const { headers } = await put(app, token);
    expect(headers["ratelimit"]).toBe('"requests";r=9;t=60');
  });

  test("a token that holds – has its owner's quota in its headers, and not its address's", async () => {
    const app = createJwtApp({ requestsPerMinute: 10 });
    const { status, headers } = await put(app, await tokenOf(first));
    expect([status, headers["ratelimit"]]).toEqual([200, '"requests";r=9;t=60']);
  });

  test("of another algorithm – has nothing fetched", async () => {
    const app = createJwtApp();
    const token = await signToken(CLAIMS, (await createIssuerKey("a", "ES256")).privateKey, { alg: "ES256", kid: "a" });
    expect((await put(app, token)).body.code).toBe("invalid_token");
    expect(jwks.state.requests).toBe(0);
  });
});

describe("a key set as no issuer should have it", () => {
  const TOO_LARGE = JSON.stringify({ keys: [], padding: "x".repeat(300 * 1024) });
  const ANSWERS: ReadonlyArray<[string, (res: ServerResponse) => void]> = [
    [
      "too large, with its length",
      (res) => void res.writeHead(200, { "Content-Length": TOO_LARGE.length }).end(TOO_LARGE),
    ],
    ["too large, in chunks", (res) => void res.write(TOO_LARGE.slice(0, 9), () => res.end(TOO_LARGE.slice(9)))],
    ["endless", (res) => endless(res)],
    [
      "a gzip bomb",
      (res) => void res.writeHead(200, { "Content-Encoding": "gzip" }).end(gzipSync(" ".repeat(64 * 1024 ** 2))),
    ],
    ["nothing", (res) => void res.end()],
    ["null", (res) => void res.end("null")],
    ["a list", (res) => void res.end("[]")],
    ["a text", (res) => void res.end('"keys"')],
    ["no keys", (res) => void res.end('{"keys":[]}')],
    ["values that are not keys", (res) => void res.end('{"keys":[null,1,"a",[],{},{"kty":1},{"kty":"RSA","kid":{}}]}')],
    ["keys in deep lists", (res) => void res.end(`{"keys":${"[".repeat(100_000)}`)],
    ["a 204", (res) => void res.writeHead(204).end()],
    ["a redirect to a right one", (res) => void res.writeHead(307, { Location: jwks.url }).end()],
  ];

  test.each(ANSWERS)("%s – 503, nothing is signed", async (_what, answer) => {
    jwks.state.answer = answer;
    const app = createJwtApp();
    const { status, body } = await put(app, await tokenOf(first));
    expect([status, body.code]).toEqual([503, "jwks_unavailable"]);
    expect(app.credentialProvider).not.toHaveBeenCalled();
    expect(jwks.state.requests).toBe(1);
  });

  test("a body that never ends, a few bytes at a time – the time limit is for the body too", async () => {
    jwks.state.answer = (res) => {
      res.writeHead(200).write('{"keys":[');
      const timer = setInterval(() => res.write(" "), 5);
      res.on("close", () => clearInterval(timer));
    };
    const { findKey } = createRemoteKeys({ url: jwks.url, fetch, timeoutMs: 60 });
    const found = findKey({ alg: "RS256", kid: "first" }, { payload: "", signature: "" });
    await expect(found).rejects.toMatchObject({ code: "jwks_unavailable" });
  });

  test("with a byte order mark, members of later standards and keys that can't be read – gives the keys that can", async () => {
    const set = {
      "x-issued": 1,
      keys: [null, { kty: "RSA", kid: "first" }, { kty: "new", kid: "a" }, { ...first.jwk, x5c: ["a"] }],
    };
    jwks.state.answer = (res) => void res.end(`\ufeff${JSON.stringify(set)}`);
    expect((await put(createJwtApp(), await tokenOf(first))).status).toBe(200);
  });

  test("with a private key – takes no token by it", async () => {
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    jwks.state.keys = [{ ...(await exportJWK(privateKey)), kid: "leaked", alg: "RS256" }];
    const app = createJwtApp();
    const token = await signToken(CLAIMS, privateKey, { alg: "RS256", kid: "leaked" });
    expect((await put(app, token)).status).toBe(503);
    expect(app.credentialProvider).not.toHaveBeenCalled();
  });
});

const without =
  (...names: readonly string[]) =>
  (jwk: JWK): JWK =>
    Object.fromEntries(Object.entries(jwk).filter(([name]) => !names.includes(name)));

describe("a token without a kid (RFC 7515 §4.1.4), beside several keys", () => {
  const anonymous = ({ alg, privateKey }: IssuerKey, sub = "a") => signToken({ ...CLAIMS, sub }, privateKey, { alg });

  test.each<[string, (keys: readonly IssuerKey[]) => JWK[]]>([
    ["with kids", (keys) => keys.map(({ jwk }) => jwk)],
    ["without kids", (keys) => keys.map(({ jwk }) => without("kid")(jwk))],
    ["without kid, alg and use", (keys) => keys.map(({ jwk }) => without("kid", "alg", "use")(jwk))],
    ["of one kid", (keys) => keys.map(({ jwk }) => ({ ...jwk, kid: "same" }))],
    ["with key_ops", (keys) => keys.map(({ jwk }) => ({ ...without("use")(jwk), key_ops: ["verify"] }))],
  ])("%s – holds by whichever of them signed it", async (_how, keys) => {
    jwks.state.keys = keys([first, second]);
    const app = createJwtApp();
    expect((await put(app, await anonymous(first))).status).toBe(200);
    expect((await put(app, await anonymous(second))).status).toBe(200);
    expect(jwks.state.requests).toBe(1);
  });

  test("with a kid that two keys have – holds by either", async () => {
    jwks.state.keys = [
      { ...first.jwk, kid: "same" },
      { ...second.jwk, kid: "same" },
    ];
    const app = createJwtApp();
    for (const { alg, privateKey } of [first, second]) {
      expect((await put(app, await signToken(CLAIMS, privateKey, { alg, kid: "same" }))).status).toBe(200);
    }
  });

  test.each<[string, JWK]>([
    ["for encryption", { use: "enc" }],
    ["for another algorithm", { alg: "RS512" }],
    ["for signing alone", { key_ops: ["sign"] }],
    ["of another kind", { kty: "EC" }],
  ])("rejects a token signed by a key %s", async (_what, members) => {
    const third = await createIssuerKey("third");
    jwks.state.keys = [first.jwk, second.jwk, { ...third.jwk, ...members }];
    expect((await put(createJwtApp(), await anonymous(third))).body.code).toBe("invalid_token");
  });

  test("signed by none of them – 401, nothing is signed, and it is counted", async () => {
    jwks.state.keys = [first.jwk, second.jwk];
    const app = createJwtApp({ requestsPerMinute: 1 });
    const third = await createIssuerKey("third");
    expect((await put(app, await anonymous(third))).body.code).toBe("invalid_token");
    expect((await put(app, await anonymous(third))).body.code).toBe("request_limit_reached");
    expect(app.failures).toEqual([]);
    expect(app.credentialProvider).not.toHaveBeenCalled();
  });

  test("reports an expired token signed by one of them as expired", async () => {
    jwks.state.keys = [first.jwk, second.jwk];
    const token = await signToken({ ...CLAIMS, exp: NOW_MS / 1000 - 60 }, second.privateKey, { alg: second.alg });
    expect((await put(createJwtApp(), token)).body.code).toBe("token_expired");
  });

  test("signed by a key that came since – holds once the keys are fetched again", async () => {
    const app = createJwtApp();
    expect((await put(app, await anonymous(first))).status).toBe(200);
    jwks.state.keys = [second.jwk];
    later(PAUSE_MS);
    expect((await put(app, await anonymous(second))).status).toBe(200);
    expect(jwks.state.requests).toBe(2);
  });

  test("among very many keys – tries ten of them at most", async () => {
    const verified = jest.spyOn(crypto.subtle, "verify");
    jwks.state.keys = Array.from({ length: 50 }, (_, n) => ({ ...first.jwk, kid: String(n) }));
    const third = await createIssuerKey("third");
    expect((await put(createJwtApp(), await anonymous(third))).body.code).toBe("invalid_token");
    expect(verified.mock.calls.length).toBe(10);
  });

  test("beside a key that can't be used, too short or broken – holds by the other", async () => {
    const broken: JWK = { kty: "RSA", n: "AQAB", e: "AQAB", alg: "RS256" };
    jwks.state.keys = [broken, { ...first.jwk, n: "!" }, second.jwk];
    expect((await put(createJwtApp(), await anonymous(second))).status).toBe(200);
  });

  test("of an algorithm of curves – holds by the key of its curve", async () => {
    const keys = await Promise.all(["a", "b"].map((kid) => createIssuerKey(kid, "ES256")));
    const other = await createIssuerKey("c", "ES384");
    jwks.state.keys = [first.jwk, without("alg")(other.jwk), ...keys.map(({ jwk }) => without("kid", "alg")(jwk))];
    const app = createJwtApp({ algorithm: "ES256" });
    for (const key of keys) expect((await put(app, await anonymous(key))).status).toBe(200);
  });
});

/** Writes until the reader has had enough. */
function endless(res: ServerResponse): void {
  const chunk = " ".repeat(16 * 1024);
  const write = () => {
    while (!res.destroyed && res.write(chunk));
    if (!res.destroyed) res.once("drain", write);
  };
  write();
}

/** What a look gives once it gives `wanted`, or after a hundred looks. */
async function eventually<Value>(look: () => Promise<Value>, wanted: Value): Promise<Value> {
  let value = await look();
  for (let looks = 1; value !== wanted && looks < 100; looks += 1) value = await look();
  return value;
}
