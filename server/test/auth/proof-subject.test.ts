import { decodeJwt } from "jose";
import request from "supertest";
import { type Authentication, jwtAuthentication } from "../../src/auth/create-authentication.ts";
import { createOwnerSegment } from "../../src/auth/index.ts";
import { createProofs } from "../../src/proofs/proofs.ts";
import { BUCKET, createTestApp, NOW_MS } from "../support/test-app.ts";
import { AUDIENCE, CLAIMS, ISSUER, signToken } from "../support/test-issuer.ts";
import { createProofKeys, createTestObjects, LIS_KEY } from "../support/test-objects.ts";

const OWNER_KEY = "owner-key-of-the-test-0123456789abcdef";
const SECRET = "shared-secret-of-the-test-0123456789abcdef";
const OWNER = createOwnerSegment(OWNER_KEY)(String(CLAIMS.sub));

/** The claims of the proof of an upload, and the log line of the request for it. */
async function confirm(authenticator: Authentication["authenticator"], owner: string, headers: Record<string, string>) {
  const proofs = createProofs({ keys: createProofKeys(), bucket: BUCKET, now: () => NOW_MS });
  const { app, requests } = createTestApp({ authenticator, objects: createTestObjects(), proofs });
  const keys = [LIS_KEY.replace("/li/", `/${owner}/`)];
  const { body } = await request(app).post("/uploads/confirm").set(headers).send({ keys });
  return { claims: decodeJwt(body.uploads[0].proof), log: JSON.stringify(requests) };
}

test("with tokens of an issuer, the proof names the user by their id, and the log does not", async () => {
  const { authenticator } = jwtAuthentication(
    {
      issuer: ISSUER,
      audience: AUDIENCE,
      algorithm: "HS256",
      keys: { secret: SECRET },
      subjectClaim: "sub",
      ownerKey: OWNER_KEY,
    },
    { fetch, now: () => NOW_MS },
  );
  const token = await signToken(CLAIMS, new TextEncoder().encode(SECRET), { alg: "HS256" });
  const { claims, log } = await confirm(authenticator, OWNER, { Authorization: `Bearer ${token}` });
  expect(claims).toMatchObject({ sub: String(CLAIMS.sub), cosKey: expect.stringContaining(OWNER) });
  expect(log).toContain(OWNER);
  expect(log).not.toContain(String(CLAIMS.sub));
});

test("with an authenticator that knows the folder only, the proof names the folder", async () => {
  expect((await confirm(() => "li", "li", {})).claims.sub).toBe("li");
});

test("with an authenticator that returns an id, the proof names it", async () => {
  const identity = { owner: "li", subject: "user-42" };
  expect((await confirm(() => identity, "li", {})).claims.sub).toBe("user-42");
});
