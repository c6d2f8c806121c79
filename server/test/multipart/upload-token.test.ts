import { decodeJwt, SignJWT } from "jose";
import { createSessionTokens } from "../../src/auth/index.ts";
import { createUploadTokens, type UploadGrant } from "../../src/multipart/upload-token.ts";
import { BUCKET, NOW_MS, NOW_SECONDS } from "../support/test-app.ts";

const KEY = "the first upload token key of the tests";
const OLD_KEY = "the former upload token key of the tests";
const tokensOf = (keys: readonly [string, ...string[]] = [KEY], { bucket = BUCKET, nowMs = NOW_MS } = {}) =>
  createUploadTokens({ keys, bucket, now: () => nowMs });

const GRANT: UploadGrant = {
  key: "uploads/li/20261123/20261123120506-000102030405060708090a0b0c0d0e0f.mp4",
  uploadId: "1484727270323ddb949d528c629235314a9ead80f0ba5d993a3d76b460e6a9cceb9633b08e",
  size: 60_000_000,
  partBytes: 1024 ** 2,
  contentType: "video/mp4",
  owner: "li",
  expiresSeconds: NOW_SECONDS + 172_800,
};

/** A token with these claims and this header, signed with the right key. */
function forged(header: Record<string, string> = {}, claims: Record<string, unknown> = {}, key = KEY) {
  const all = {
    ...{ iss: "wx-cos-upload", aud: `wx-cos-upload/multipart/${BUCKET}`, exp: NOW_SECONDS + 60, sub: "li" },
    ...{ cosKey: GRANT.key, uploadId: "1", size: 1, partBytes: 1, contentType: "video/mp4" },
    ...claims,
  };
  const sign = new SignJWT(all).setProtectedHeader({ alg: "HS256", typ: "upload+jwt", kid, ...header });
  return sign.sign(new TextEncoder().encode(key));
}

let kid = "";
beforeAll(async () => {
  const [header = ""] = (await tokensOf().issue(GRANT)).split(".");
  kid = JSON.parse(Buffer.from(header, "base64url").toString()).kid;
});

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: { code?: string }) => error.code,
  );

describe("an upload token", () => {
  test("returns what it was issued for, to its owner", async () => {
    const tokens = tokensOf();
    expect(await tokens.verify(await tokens.issue(GRANT), "li")).toEqual(GRANT);
  });

  test("without a login, has no owner", async () => {
    const tokens = tokensOf();
    const grant = { ...GRANT, owner: undefined };
    expect(await tokens.verify(await tokens.issue(grant), undefined)).toEqual(grant);
  });

  test("stays valid after a new first key, and ends when its key is removed", async () => {
    const token = await tokensOf([OLD_KEY]).issue(GRANT);
    expect(await tokensOf([KEY, OLD_KEY]).verify(token, "li")).toEqual(GRANT);
    expect(await rejection(tokensOf([KEY]).verify(token, "li"))).toBe("invalid_upload_token");
  });

  test("expires when the upload can no longer be resumed", async () => {
    const token = await tokensOf().issue(GRANT);
    const late = tokensOf([KEY], { nowMs: (GRANT.expiresSeconds + 6) * 1000 });
    expect(await rejection(late.verify(token, "li"))).toBe("upload_expired");
    const lastMoment = tokensOf([KEY], { nowMs: (GRANT.expiresSeconds - 1) * 1000 });
    expect(await rejection(lastMoment.verify(token, "li"))).toBe("accepted");
  });

  test.each<[what: string, token: () => Promise<string> | string, owner: string | undefined]>([
    ["another owner", () => tokensOf().issue({ ...GRANT, owner: "wang" }), "li"],
    ["an owner where there is no login", () => tokensOf().issue(GRANT), undefined],
    ["no owner where there is a login", () => tokensOf().issue({ ...GRANT, owner: undefined }), "li"],
    ["another bucket", () => tokensOf([KEY], { bucket: "other-1250000000" }).issue(GRANT), "li"],
    ["an unknown key", () => tokensOf([OLD_KEY]).issue(GRANT), "li"],
    ["another key under this key's id", () => forged({}, {}, OLD_KEY), "li"],
    ["no type", () => forged({ typ: "" }), "li"],
    ["the type of another kind", () => forged({ typ: "JWT" }), "li"],
    ["another audience", () => forged({}, { aud: "wx0123456789abcdef" }), "li"],
    ["another issuer", () => forged({}, { iss: "https://login.example.com" }), "li"],
    ["no expiry", () => forged({}, { exp: undefined }), "li"],
    ["a size that is a text", () => forged({}, { size: "1" }), "li"],
    ["no object key", () => forged({}, { cosKey: undefined }), "li"],
    ["an owner with a path", () => forged({}, { sub: "../wang" }), "../wang"],
    ["nothing", () => "", "li"],
    ["no token", () => "a.b.c", "li"],
  ])("with %s – is rejected", async (_, token, owner) => {
    expect(await rejection(tokensOf().verify(await token(), owner))).toBe("invalid_upload_token");
  });

  test("the forgery of these tests is accepted unless something is wrong with it", async () => {
    expect(await rejection(tokensOf().verify(await forged(), "li"))).toBe("accepted");
  });

  test("with alg none – is rejected", async () => {
    const [, payload = ""] = (await tokensOf().issue(GRANT)).split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none", typ: "upload+jwt", kid })).toString("base64url");
    expect(await rejection(tokensOf().verify(`${header}.${payload}.`, "li"))).toBe("invalid_upload_token");
  });

  test("with one changed claim – is rejected", async () => {
    const [header = "", payload = "", signature = ""] = (await tokensOf().issue(GRANT)).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    for (const change of [{ size: 1 }, { uploadId: "2" }, { cosKey: "uploads/wang/a.mp4" }, { exp: 9e9 }]) {
      const changed = Buffer.from(JSON.stringify({ ...claims, ...change })).toString("base64url");
      expect(await rejection(tokensOf().verify(`${header}.${changed}.${signature}`, "li"))).toBe(
        "invalid_upload_token",
      );
    }
  });

  test("and a session token are rejected in each other's place, also if both kinds have one secret", async () => {
    const sessions = createSessionTokens({
      keys: [KEY],
      audience: "wx0123456789abcdef",
      lifetimeSeconds: 7_200,
      now: () => NOW_MS,
    });
    const { token: session } = await sessions.issue("li");
    expect(await rejection(tokensOf().verify(session, "li"))).toBe("invalid_upload_token");
    expect(await rejection(sessions.verify(await tokensOf().issue(GRANT)))).toBe("invalid_token");
    expect((await sessions.verify(session)).owner).toBe("li");
  });

  test("contains no secret", async () => {
    const { iat, ...claims } = decodeJwt(await tokensOf().issue(GRANT));
    expect(iat).toBe(NOW_SECONDS);
    expect(Object.keys(claims).sort()).toEqual([
      "aud",
      "contentType",
      "cosKey",
      "exp",
      "iss",
      "partBytes",
      "size",
      "sub",
      "uploadId",
    ]);
  });
});
