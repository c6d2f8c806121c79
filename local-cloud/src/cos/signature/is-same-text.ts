import { createHash, timingSafeEqual } from "node:crypto";

/** Whether two texts are equal, in a time that doesn't tell where they differ. */
export function isSameText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
