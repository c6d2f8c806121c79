import type { IncomingMessage } from "node:http";
import type { Owner } from "../owner.ts";
import { bearerToken } from "./bearer-token.ts";
import type { VerifyToken } from "./verify-token.ts";

/** An authenticator that reads `Authorization: Bearer` and asks `verify` whose token it is. */
export function bearerAuthenticator(verify: VerifyToken): (req: IncomingMessage) => Promise<Owner | undefined> {
  return async (req) => {
    const token = bearerToken(req);
    return token === undefined ? undefined : (await verify(token)).owner;
  };
}
