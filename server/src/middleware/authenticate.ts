import type { Request, RequestHandler, Response } from "express";
import { ProblemError } from "../errors.ts";
import { clientKey } from "../limits/client-key.ts";
import { enforceLimits } from "../limits/enforce-limits.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { isOwner, type Owner, setOwner } from "../owner.ts";

/**
 * Says whose request it is: the owner; `undefined` where nobody has logged in. A refusal is a thrown {@link ProblemError}.
 *
 * An app that knows its users already gives its own: `(req) => ownerSegment(req.user.id)`.
 */
export type Authenticator = (req: Request) => Owner | undefined | Promise<Owner | undefined>;

export interface AuthenticateOptions {
  readonly authenticator: Authenticator;
  /**
   * What a refused request is taken from, by its address: a flood of forged tokens costs a check each. One that presents none costs
   * nothing to refuse, and is how a client learns that it has to log in. @default none
   */
  readonly limits?: UploadLimits | undefined;
}

/**
 * Lets a request through once its owner is known; `ownerOf(res)` of owner.ts then gives it.
 *
 * @throws {ProblemError} `login_required`, and whatever the authenticator throws
 */
export function authenticate({ authenticator, limits }: AuthenticateOptions): RequestHandler {
  async function identify(req: Request, res: Response): Promise<Owner> {
    try {
      return (await authenticator(req)) ?? loginRequired();
    } catch (error) {
      if (limits !== undefined && error instanceof ProblemError && error.status === 401 && presentsCredentials(req)) {
        await enforceLimits(res, limits.takeRequest(clientKey(undefined, req)));
      }
      throw error;
    }
  }

  return async function authenticate(req, res, next) {
    const owner = await identify(req, res);
    // The owner becomes part of an object key: a slash in it would be another folder, and an e-mail address a leak.
    if (!isOwner(owner)) {
      throw new TypeError(
        "the authenticator gave an owner that is no path segment of 1 to 64 lower-case letters, digits, - and _; " +
          "make one of the user's id with createOwnerSegment",
      );
    }
    setOwner(res, owner);
    next();
  };
}

function presentsCredentials({ headers }: Request): boolean {
  return headers.authorization !== undefined || headers.cookie !== undefined;
}

function loginRequired(): never {
  throw new ProblemError("login_required", "log in and send the token as Authorization: Bearer <token>", {
    headers: { "WWW-Authenticate": "Bearer" },
  });
}
