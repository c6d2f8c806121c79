import type { ServerResponse } from "node:http";
import request from "supertest";
import { createRemoteKeys } from "../../src/auth/index.ts";
import { jwtAuthentication } from "../../src/create-authentication.ts";
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

function createJwtApp(fetchKeys: typeof fetch = fetch) {
  return createTestApp(
    jwtAuthentication(
      {
        mode: "jwt",
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithm: "RS256",
        keys: { jwksUrl: jwks.url },
        subjectClaim: "sub",
        ownerKey: "owner-key-of-the-test-0123456789abcdef",
      },
      { fetch: fetchKeys, now: () => NOW_MS },
    ),
  );
}

const tokenOf = ({ kid, alg, privateKey }: IssuerKey, sub = "a") =>
  signToken({ ...CLAIMS, sub }, privateKey, { alg, kid });
const put = ({ app }: ReturnType<typeof createJwtApp>, token: string) =>
  request(app).get("/put-sign?ext=jpg&size=1").set("Authorization", `Bearer ${token}`);
/** jose looks at the system's clock to tell how old its keys are. */
const later = (ms: number) => {
  const nowMs = Date.now() + ms;
  jest.spyOn(Date, "now").mockReturnValue(nowMs);
};

describe("the keys of an issuer", () => {
  it("are fetched once for many tokens, also for those that come at once", async () => {
    const app = createJwtApp();
    const tokens = await Promise.all(["a", "b", "c", "d"].map((sub) => tokenOf(first, sub)));
    const statuses = await Promise.all(tokens.map(async (token) => (await put(app, token)).status));
    expect([statuses, jwks.state.requests]).toEqual([[200, 200, 200, 200], 1]);
  });

  it("are fetched again for a key that is not among them, but not for each such token", async () => {
    const app = createJwtApp();
    expect((await put(app, await tokenOf(first))).status).toBe(200);
    jwks.state.keys = [first.jwk, second.jwk];
    expect((await put(app, await tokenOf(second))).body.code).toBe("invalid_token");
    expect(jwks.state.requests).toBe(1);
    later(31_000);
    expect((await put(app, await tokenOf(second))).status).toBe(200);
    expect(jwks.state.requests).toBe(2);
  });

  it("are several, and the token names none – it is the token's fault, not the issuer's", async () => {
    jwks.state.keys = [first.jwk, second.jwk];
    const app = createJwtApp();
    const { status, body } = await put(app, await signToken(CLAIMS, first.privateKey, { alg: first.alg }));
    expect([status, body.code]).toEqual([401, "invalid_token"]);
    expect(app.failures).toEqual([]);
  });

  it("are fetched again after ten minutes: a key that was withdrawn is refused then", async () => {
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
  ["half an answer", (res) => void res.writeHead(200, { "Content-Length": 999 }).write('{"keys"', () => res.destroy())],
  ["a cut connection", (res) => void res.destroy()],
];

describe("an issuer that can't be asked", () => {
  it.each(
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
    expect((await put(app, await tokenOf(first))).status).toBe(200);
  });

  it("silence – jwks_unavailable when the time-out fires", async () => {
    jwks.state.answer = () => {};
    const { findKey, check } = createRemoteKeys({ url: jwks.url, fetch, timeoutMs: 20 });
    const token = { payload: "", signature: "" };
    await expect(findKey({ alg: "RS256", kid: "first" }, token)).rejects.toMatchObject({ code: "jwks_unavailable" });
    await expect(check()).rejects.toThrow();
  });

  it("whose keys are asked for – is waited for three seconds", async () => {
    const timeout = jest.spyOn(AbortSignal, "timeout");
    expect((await put(createJwtApp(), await tokenOf(first))).status).toBe(200);
    expect(timeout.mock.calls).toEqual([[3_000]]);
  });

  it("is why the server is not ready", async () => {
    const { app } = createJwtApp();
    expect((await request(app).get("/readyz")).status).toBe(200);
    expect((await request(app).get("/readyz")).status).toBe(200);
    expect(jwks.state.requests).toBe(1);
    jwks.state.answer = (res) => void res.destroy();
    const { status, body } = await request(createJwtApp().app).get("/readyz");
    expect([status, body.detail]).toEqual([503, "not ready: token keys"]);
  });
});
