import type { IncomingMessage } from "node:http";
import type { Identity, Owner } from "../owner.ts";
import { bearerToken } from "./bearer-token.ts";
import type { FetchContext } from "./remote-keys.ts";
import type { VerifyToken } from "./verify-token.ts";

/** Creates an authenticator that verifies the token of `Authorization: Bearer`. */
export function bearerAuthenticator(
  verify: VerifyToken,
): (req: IncomingMessage, context?: FetchContext) => Promise<Owner | Identity | undefined> {
  return async (req, context) => {
    const token = bearerToken(req);
    if (token === undefined) return undefined;
    const { owner, subject } = await verify(token, context);
    return subject === undefined ? owner : { owner, subject };
  };
}
