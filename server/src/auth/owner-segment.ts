import { createHmac } from "node:crypto";
import type { Owner } from "../owner.ts";

/** 128 bits: no two users share a folder by chance. */
const HEX_DIGITS = 32;

/**
 * Makes the function that turns a user's id into their {@link Owner}: HMAC-SHA256 of the id, its first 128 bits in hex.
 * The same for as long as the key is the same. Without the key nobody can tell whose it is, or try ids until one fits.
 *
 * @param key a secret of its own; another key means other folders for everybody
 */
export function createOwnerSegment(key: string): (id: string) => Owner {
  return (id) => createHmac("sha256", key).update(id).digest("hex").slice(0, HEX_DIGITS);
}
