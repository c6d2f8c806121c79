import type { Response } from "express";
import { ProblemError } from "../../errors.ts";
import { type Owner, ownerOf } from "../../owner.ts";

/**
 * Returns the user of a request that needs one on every server: a list without an owner would be everybody's.
 *
 * @throws {ProblemError} `login_required`
 */
export function requireOwner(res: Response): Owner {
  const owner = ownerOf(res);
  if (owner !== undefined) return owner;
  const detail = "only users have uploads of their own; log in. A server without a login (AUTH=none) has no users";
  throw new ProblemError("login_required", detail, { headers: { "WWW-Authenticate": "Bearer" } });
}
