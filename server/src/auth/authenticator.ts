import type { Request } from "express";
import type { Owner } from "../owner.ts";

/**
 * Says whose request it is: the owner; `undefined` where nobody has logged in. A refusal is a thrown {@link ProblemError}.
 *
 * An app that knows its users already gives its own: `(req) => ownerSegment(req.user.id)`.
 */
export type Authenticator = (
  req: Request,
  context?: AuthenticationContext,
) => Owner | undefined | Promise<Owner | undefined>;

export interface AuthenticationContext {
  /**
   * Called before a request that may come from anybody makes the server call out, for the keys of an issuer for example. It counts the request
   * by its address, and rejects where the address has no request left.
   */
  readonly beforeFetch: () => Promise<void>;
}
