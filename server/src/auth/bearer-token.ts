import type { IncomingMessage } from "node:http";
import { invalidToken, repeatedAuthorization } from "./rejections.ts";

/** Longest token, in characters. Tokens from large issuers have 2,000 to 4,000. */
const MAX_TOKEN_CHARACTERS = 8192;

/** JWS compact serialization: three parts of base64url. RFC 7515 §3.1. An unsecured token (alg none) has no third part. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/**
 * Returns the bearer token of a request. It checks the token's form only, not its content.
 *
 * @returns `undefined` if there is no Authorization header, or if it has another scheme
 * @throws {ProblemError} `invalid_token`, `repeated_field`
 */
export function bearerToken({ headers, rawHeaders }: IncomingMessage): string | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return undefined;
  // Node keeps the first of several Authorization headers, but a gateway may have checked the last, so neither is trusted.
  if (isRepeated(rawHeaders)) throw repeatedAuthorization();
  if (!/^bearer(?: |$)/i.test(authorization)) return undefined;
  const token = authorization.slice("bearer ".length).trim();
  if (token.length > MAX_TOKEN_CHARACTERS) {
    throw invalidToken(`the token has ${token.length} characters; the limit is ${MAX_TOKEN_CHARACTERS}`);
  }
  if (!COMPACT_JWS.test(token)) throw invalidToken("the token is not a signed JWT (three parts of base64url)");
  return token;
}

function isRepeated(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === "authorization") count += 1;
  }
  return count > 1;
}
