import type { Response } from "express";

/** Where an owner stands in `res.locals`. This file alone knows. */
const LOCAL = "owner";

/**
 * Whoever uploads, as one segment of a path: stable for a person, and telling nobody who it is.
 * It is a folder in object keys, and a field of every log line. {@link createOwnerSegment} in auth/ makes one of an id.
 */
export type Owner = string;

const SEGMENT = /^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/;

/** Whether a text may be an {@link Owner}: 1 to 64 lower-case letters, digits, `-` and `_`, a letter or digit at either end. */
export function isOwner(text: string): text is Owner {
  return SEGMENT.test(text);
}

/** Remembers whose request is being answered. */
export function setOwner(res: Response, owner: Owner): void {
  res.locals[LOCAL] = owner;
}

/** Whose request is being answered; `undefined` where nobody has to log in, or nobody has yet. */
export function ownerOf(res: Response): Owner | undefined {
  const owner: unknown = res.locals[LOCAL];
  return typeof owner === "string" ? owner : undefined;
}
