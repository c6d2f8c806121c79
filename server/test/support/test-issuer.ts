import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { NOW_SECONDS } from "./test-app.ts";

export const ISSUER = "https://login.example.com/";
export const AUDIENCE = "uploads";
/** Claims of a token that holds. */
export const CLAIMS: JWTPayload = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: "user-4711@example.com",
  iat: NOW_SECONDS - 10,
  exp: NOW_SECONDS + 600,
};

type SigningKey = Parameters<SignJWT["sign"]>[0];

export function signToken(claims: JWTPayload, key: SigningKey, header: { alg: string; kid?: string }): Promise<string> {
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
}

/** A key pair of an issuer, with the public half as its key set has it. */
export async function createIssuerKey(kid: string, alg = "RS256") {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg, use: "sig" };
  return { kid, alg, privateKey, publicKey, jwk };
}

/** Serves a key set, or whatever `answer` is set to, and counts who asked. */
export async function startJwksServer(keys: JWK[]) {
  const state = {
    keys,
    requests: 0,
    answer: (res: ServerResponse): void => void res.end(JSON.stringify({ keys: state.keys })),
  };
  const server = createServer((_req, res) => {
    state.requests += 1;
    state.answer(res);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    state,
    url: `http://127.0.0.1:${address.port}/jwks.json`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
