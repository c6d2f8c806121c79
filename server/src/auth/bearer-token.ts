import type { IncomingMessage } from "node:http";
import { invalidToken, repeatedAuthorization } from "./rejections.ts";

/** Longest token that is looked at. Tokens of large issuers have 2 to 4 thousand characters. */
const MAX_TOKEN_CHARACTERS = 8192;

/** JWS compact serialization: three parts of base64url. RFC 7515 §3.1. An unsecured token (alg none) has no third part. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * The bearer token of a request: its form is checked, and nothing in it.
 *
 * @returns `undefined` where there is no Authorization header, or one of another scheme
 * @throws {ProblemError} `invalid_token`, `repeated_field`
 */
export function bearerToken({ headers, rawHeaders }: IncomingMessage): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  // Of a repeated Authorization Node keeps the first and a gateway may have read the last, so neither is trusted.
  if (isRepeated(rawHeaders)) throw repeatedAuthorization();
  if (!/^bearer(?: |$)/i.test(authorization)) return undefined;
  const token = authorization.slice("bearer ".length).trim();
  if (token.length > MAX_TOKEN_CHARACTERS) {
    throw invalidToken(`the token has ${token.length} characters; at most ${MAX_TOKEN_CHARACTERS} are read`);
  }
  if (!COMPACT_JWS.test(token)) throw invalidToken("the token is no signed JWT (three parts of base64url)");
  return token;
}

function isRepeated(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === "authorization") count += 1;
  }
  return count > 1;
}
