import type { Request } from "express";
import type { Identity, Owner } from "../owner.ts";

/**
 * Returns the owner of a request, with the user's id if proofs should name it, or `undefined` if nobody is logged in. It throws a {@link ProblemError} to reject the request.
 *
 * @example
 * import { type Authenticator, createOwnerSegment } from "@wx-cos-upload/server";
 *
 * const ownerOf = createOwnerSegment("a-secret-of-at-least-32-characters");
 * const authenticator: Authenticator = (req) => {
 *   const userId = req.get("X-User-Id");
 *   return userId === undefined ? undefined : ownerOf(userId);
 * };
 */
export type Authenticator = (
  req: Request,
  context?: AuthenticationContext,
) => Owner | Identity | undefined | Promise<Owner | Identity | undefined>;

export interface AuthenticationContext {
  /**
   * Await it before calling another server for a request that anybody may have sent, such as to fetch an issuer's keys. It counts the request
   * against its address, and rejects when the address has none left.
   */
  readonly beforeFetch: () => Promise<void>;
}
