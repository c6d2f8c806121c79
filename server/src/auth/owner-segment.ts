import { createHmac } from "node:crypto";
import type { Owner } from "../owner.ts";

/** 128 bits: no two users share a folder by chance. */
const HEX_DIGITS = 32;

/**
 * Creates a function that derives a user's folder from their id: the first 128 bits of HMAC-SHA256, in hex. The folder stays the same
 * while the key does. Without the key, nobody can find out whose it is.
 *
 * @param key a secret for this purpose alone; a new key gives every user a new folder
 * @example
 * import { createOwnerSegment } from "@wx-cos-upload/server";
 *
 * const ownerOf = createOwnerSegment("a-secret-of-at-least-32-characters");
 * const folder: string = ownerOf("user-42");
 */
export function createOwnerSegment(key: string): (id: string) => Owner {
  return (id) => createHmac("sha256", key).update(id).digest("hex").slice(0, HEX_DIGITS);
}
