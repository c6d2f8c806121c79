import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import type { SessionKeys } from "../../src/auth/index.ts";
import { createSessionTokens } from "../../src/auth/index.ts";
import { NOW_MS, NOW_SECONDS } from "../support/test-app.ts";

const OLD = "old-session-key-of-the-test-0123456789";
const NEW = "new-session-key-of-the-test-0123456789";
const APP_ID = "wx0123456789abcdef";
const OWNER = "0123456789abcdef0123456789abcdef";

const tokensOf = (keys: SessionKeys, nowMs = NOW_MS, lifetimeSeconds = 7200, audience = APP_ID) =>
  createSessionTokens({ keys, audience, lifetimeSeconds, now: () => nowMs });

describe("a session token", () => {
  it("holds the owner, when it was issued and when it ends, and nothing else of the user", async () => {
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

  it("ends", async () => {
    const { token } = await tokensOf([OLD]).issue(OWNER);
    await expect(tokensOf([OLD], NOW_MS + 7_204_000).verify(token)).resolves.toMatchObject({ owner: OWNER });
    await expect(tokensOf([OLD], NOW_MS + 7_205_000).verify(token)).rejects.toMatchObject({ code: "token_expired" });
  });

  it("of a time when they lived longer – ends as they do now", async () => {
    const { token } = await tokensOf([OLD], NOW_MS, 86_400).issue(OWNER);
    await expect(tokensOf([OLD], NOW_MS + 7_300_000).verify(token)).rejects.toMatchObject({ code: "token_expired" });
  });

  it("issued in the future – is refused", async () => {
    const { token } = await tokensOf([OLD], NOW_MS + 60_000).issue(OWNER);
    await expect(tokensOf([OLD]).verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });

  it("of another mini program with the same key – is refused", async () => {
    const { token } = await tokensOf([OLD], NOW_MS, 7200, "wxfedcba9876543210").issue(OWNER);
    await expect(tokensOf([OLD]).verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });

  it.each(["../admin", "", "UPPER", "a/b"])("with %j for an owner, well signed – is refused", async (sub) => {
    const { kid } = decodeProtectedHeader((await tokensOf([OLD]).issue(OWNER)).token);
    const token = await new SignJWT({ iss: "wx-cos-upload", aud: APP_ID, sub, iat: NOW_SECONDS, exp: NOW_SECONDS + 60 })
      .setProtectedHeader({ alg: "HS256", ...(kid !== undefined && { kid }) })
      .sign(new TextEncoder().encode(OLD));
    await expect(tokensOf([OLD]).verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });
});

describe("a new key before the old one", () => {
  it("signs, while tokens of the old one still hold", async () => {
    const before = await tokensOf([OLD]).issue(OWNER);
    const rotated = tokensOf([NEW, OLD]);
    const after = await rotated.issue(OWNER);
    expect(decodeProtectedHeader(after.token).kid).not.toBe(decodeProtectedHeader(before.token).kid);
    await expect(rotated.verify(before.token)).resolves.toMatchObject({ owner: OWNER });
    await expect(tokensOf([NEW]).verify(after.token)).resolves.toMatchObject({ owner: OWNER });
  });

  it("is taken already by a replica that lists it second, so replicas may change one after the other", async () => {
    const { token } = await tokensOf([NEW, OLD]).issue(OWNER);
    await expect(tokensOf([OLD, NEW]).verify(token)).resolves.toMatchObject({ owner: OWNER });
  });

  it("and the old one gone – tokens of the old one are refused", async () => {
    const { token } = await tokensOf([OLD]).issue(OWNER);
    await expect(tokensOf([NEW]).verify(token)).rejects.toMatchObject({ code: "invalid_token" });
  });
});
