import type { Request, RequestHandler, Response } from "express";
import type { Authenticator } from "../auth/authenticator.ts";
import { ProblemError } from "../errors.ts";
import { clientOf } from "../limits/client-key.ts";
import { enforceLimits } from "../limits/enforce-limits.ts";
import type { LimitResult } from "../limits/limit.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { type Identity, isOwner, type Owner, setOwner, setSubject } from "../owner.ts";

export interface AuthenticateOptions {
  readonly authenticator: Authenticator;
  /** Pass a request without credentials on, without an owner. @default false: it is rejected */
  readonly isOptional?: boolean;
  /**
   * Requests with an invalid token count against their address, because verifying each costs CPU, and so do requests that make the server call
   * out. Requests without a token do not: a 401 is how a client learns to log in. @default none
   */
  readonly limits?: UploadLimits | undefined;
}

/**
 * Passes a request on once its owner is known, or that it has none if a login is optional. Later handlers get the owner from `ownerOf(res)` of owner.ts.
 *
 * @throws {ProblemError} `login_required`, and whatever the authenticator throws
 */
export function authenticate({ authenticator, isOptional = false, limits }: AuthenticateOptions): RequestHandler {
  async function identify(req: Request, res: Response): Promise<Owner | Identity | undefined> {
    let counted: Promise<readonly LimitResult[]> | undefined;
    /** Counts the request by its address. Repeated calls count it once. */
    const count = (by: UploadLimits) => (counted ??= by.consumeRequest(clientOf(undefined, req)));
    const beforeFetch = async () => {
      if (limits === undefined) return;
      const results = await count(limits).catch(() => undefined);
      // Only a rejection reports the address's quotas: after a valid token, the headers report the owner's.
      if (results?.every(({ allowed }) => allowed) !== true) await enforceLimits(res, count(limits));
    };
    try {
      // An authenticator in JavaScript may return null.
      const identity = (await authenticator(req, { beforeFetch })) ?? undefined;
      return identity === undefined && !isOptional ? loginRequired() : identity;
    } catch (error) {
      if (limits !== undefined && error instanceof ProblemError && error.status === 401 && presentsCredentials(req)) {
        await enforceLimits(res, count(limits));
      }
      throw error;
    }
  }

  return async function authenticate(req, res, next) {
    const identity = await identify(req, res);
    if (identity === undefined) {
      next();
      return;
    }
    const { owner, subject } = typeof identity === "string" ? { owner: identity, subject: undefined } : identity;
    // The owner becomes part of an object key: a slash in it would add a folder, and an e-mail address would leak.
    if (!isOwner(owner)) {
      throw new TypeError(
        "the authenticator returned an owner that is not a path segment of 1 to 64 lower-case letters, digits, - and _; " +
          "derive it from the user id with createOwnerSegment",
      );
    }
    if (subject !== undefined && (typeof subject !== "string" || subject === "")) {
      throw new TypeError(
        "the authenticator returned a subject that is not a non-empty string: proofs name the user by it",
      );
    }
    setOwner(res, owner);
    if (subject !== undefined) setSubject(res, subject);
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
