import type { Response } from "express";

/** The property of `res.locals` that holds the owner. Only this file uses it. */
const LOCAL = "owner";

/**
 * The user who uploads, as one path segment. It is stable for each user and reveals nothing about them.
 * It is a folder in object keys and a field of every log line. {@link createOwnerSegment} in auth/ derives it from a user id.
 */
export type Owner = string;

const SEGMENT = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;

/** Whether a text may be an {@link Owner}: 1 to 64 lower-case letters, digits, `-` and `_`, a letter or digit at either end. */
export function isOwner(text: string): text is Owner {
  return SEGMENT.test(text);
}

/** Stores the owner of a request. */
export function setOwner(res: Response, owner: Owner): void {
  res.locals[LOCAL] = owner;
}

/** The owner of a request; `undefined` if no login is required, or before the user is known. */
export function ownerOf(res: Response): Owner | undefined {
  const owner: unknown = res.locals[LOCAL];
  return typeof owner === "string" ? owner : undefined;
}
