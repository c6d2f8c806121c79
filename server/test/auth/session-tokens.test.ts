import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import type { SecretList } from "../../src/auth/index.ts";
import { createSessionTokens } from "../../src/auth/index.ts";
import { NOW_MS, NOW_SECONDS } from "../support/test-app.ts";

const OLD = "old-session-key-of-the-test-0123456789";
const NEW = "new-session-key-of-the-test-0123456789";
const APP_ID = "wx0123456789abcdef";
const OWNER = "0123456789abcdef0123456789abcdef";

const tokensOf = (keys: SecretList, nowMs = NOW_MS, lifetimeSeconds = 7200, audience = APP_ID) =>
  createSessionTokens({ keys, audience, lifetimeSeconds, now: () => nowMs });

describe("a session token", () => {
  test("holds the owner, when it was issued and when it ends, and nothing else of the user", async () => {
    const { token, ...issued } = await tokensOf([OLD]).issue(OWNER);
    expect(issued).toEqual({ expiresSeconds: NOW_SECONDS + 7200, lifetimeSeconds: 7200 });
    expect(decodeJwt(token)).toEqual({
      iss: "wx-cos-upload",
      aud: APP_ID,
      sub: OWNER,
      iat: NOW_SECONDS,
      exp: NOW_SECONDS + 7200,
    });
    expect(await tokensOf([OLD]).verify(token)).toEqual({ owner: OWNER, expiresSeconds: NOW_SECONDS + 7200 });
  });

  test("ends", async () => {
    const { token } = await tokensOf([OLD]).issue(OWNER);
    await expect(tokensOf([OLD], NOW_MS + 7_204_000).verify(token)).resolves.toMatchObject({ owner: OWNER });
    await expect(tokensOf([OLD], NOW_MS + 7_205_000).verify(token)).rejects.toMatchObject({ code: "token_expired" });
  });

  test("of a time when they lived longer – ends as they do now", async () => {
    const { token } = await tokensOf([OLD], NOW_MS, 86_400).issue(OWNER);
    await expect(tokensOf([OLD], NOW_MS + 7_300_000).verify(token)).rejects.toMatchObject({ code: "token_expired" });
  });

  test("rejects a token issued in the future", async () => {
    const { token } = await tokensOf([OLD], NOW_MS + 60_000).issue(OWNER);
    await expect(tokensOf([OLD]).verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });

  test("rejects a token of another mini program with the same key", async () => {
    const { token } = await tokensOf([OLD], NOW_MS, 7200, "wxfedcba9876543210").issue(OWNER);
    await expect(tokensOf([OLD]).verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });

  test.each(["../admin", "", "UPPER", "a/b"])("with %j for an owner, well signed – is refused", async (sub) => {
    const { kid } = decodeProtectedHeader((await tokensOf([OLD]).issue(OWNER)).token);
    const token = await new SignJWT({ iss: "wx-cos-upload", aud: APP_ID, sub, iat: NOW_SECONDS, exp: NOW_SECONDS + 60 })
      .setProtectedHeader({ alg: "HS256", typ: "session+jwt", ...(kid !== undefined && { kid }) })
      .sign(new TextEncoder().encode(OLD));
    await expect(tokensOf([OLD]).verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });

  test.each<[what: string, isAccepted: boolean, header: object, claims: object]>([
    ["with everything", true, {}, {}],
    ["without typ", false, { typ: undefined }, {}],
    ["with the typ of an upload token", false, { typ: "upload+jwt" }, {}],
    ["without aud", false, {}, { aud: undefined }],
    ["with the aud of a cursor", false, {}, { aud: "wx-cos-upload/uploads/examplebucket-1250000000" }],
    ["without iss", false, {}, { iss: undefined }],
    ["without exp", false, {}, { exp: undefined }],
    ["without iat", false, {}, { iat: undefined }],
  ])("%s, well signed – is accepted: %s", async (_, isAccepted, header, claims) => {
    const { kid } = decodeProtectedHeader((await tokensOf([OLD]).issue(OWNER)).token);
    const good = { iss: "wx-cos-upload", aud: APP_ID, sub: OWNER, iat: NOW_SECONDS, exp: NOW_SECONDS + 60 };
    const token = await new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: "HS256", typ: "session+jwt", ...(kid !== undefined && { kid }), ...header })
      .sign(new TextEncoder().encode(OLD));
    const verified = await tokensOf([OLD])
      .verify(token)
      .then(
        ({ owner }) => owner,
        ({ code }) => code,
      );
    expect(verified).toBe(isAccepted ? OWNER : "invalid_token");
  });
});

describe("a new key before the old one", () => {
  test("signs, while tokens of the old one still hold", async () => {
    const before = await tokensOf([OLD]).issue(OWNER);
    const rotated = tokensOf([NEW, OLD]);
    const after = await rotated.issue(OWNER);
    expect(decodeProtectedHeader(after.token).kid).not.toBe(decodeProtectedHeader(before.token).kid);
    await expect(rotated.verify(before.token)).resolves.toMatchObject({ owner: OWNER });
    await expect(tokensOf([NEW]).verify(after.token)).resolves.toMatchObject({ owner: OWNER });
  });

  test("is accepted by a replica that lists it second, so replicas can change one after the other", async () => {
    const { token } = await tokensOf([NEW, OLD]).issue(OWNER);
    await expect(tokensOf([OLD, NEW]).verify(token)).resolves.toMatchObject({ owner: OWNER });
  });

  test("rejects tokens of the old key once it is removed", async () => {
    const { token } = await tokensOf([OLD]).issue(OWNER);
    await expect(tokensOf([NEW]).verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });
});
