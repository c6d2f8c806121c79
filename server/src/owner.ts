import type { Response } from "express";

/**
 * The user who uploads, as one path segment. It is stable for each user and reveals nothing about them.
 * It is a folder in object keys and a field of every log line. {@link createOwnerSegment} in auth/ derives it from a user id.
 */
export type Owner = string;

/** A user with the id that the site's own issuer knows them by. */
export interface Identity {
  readonly owner: Owner;
  /** The user's id, for proofs. It appears in no key and no log line. */
  readonly subject: string;
}

const SEGMENT = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;

/** Whether a value may be an {@link Owner}: 1 to 64 lower-case letters, digits, `-` and `_`, a letter or digit at either end. */
export function isOwner(value: unknown): value is Owner {
  return typeof value === "string" && SEGMENT.test(value);
}

/** Not in `res.locals`: an app around the router writes there too, and its `owner` would become a folder. */
const owners = new WeakMap<Response, Owner>();
const subjects = new WeakMap<Response, string>();

/** Stores the owner of a request. It is in `res.locals` too, for the log of an app around the router. */
export function setOwner(res: Response, owner: Owner): void {
  owners.set(res, owner);
  res.locals["owner"] = owner;
}

/** Stores the user's id of a request. */
export function setSubject(res: Response, subject: string): void {
  subjects.set(res, subject);
}

/** The user of a request as proofs name them: their id, or their folder if the server does not know the id. `undefined` without a login. */
export function subjectOf(res: Response): string | undefined {
  return subjects.get(res) ?? ownerOf(res);
}

/** The owner of a request; `undefined` if no login is required, or before the user is known. */
export function ownerOf(res: Response): Owner | undefined {
  return owners.get(res);
}
