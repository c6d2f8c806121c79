import { CosError } from "../errors.ts";

const KEY_TIME = /^(\d{1,15});(\d{1,15})$/;

/**
 * Refuses a key time that is malformed, over or not yet begun. Both ends are inside.
 *
 * @throws {CosError} InvalidArgument; AccessDenied "Request has expired", the text that Tencent's SDKs correct their clock by.
 * @see Request Signature (436/7778), step 1; 403 When Accessing COS
 */
export function checkKeyTime(keyTime: string, nowSeconds: number): void {
  const [, start, end] = KEY_TIME.exec(keyTime) ?? [];
  if (start === undefined || end === undefined) {
    throw new CosError("InvalidArgument", "q-key-time is not <start>;<end> in Unix seconds.");
  }
  if (Number(start) < Number(end) && Number(start) <= nowSeconds && nowSeconds <= Number(end)) return;
  throw new CosError("AccessDenied", "Request has expired", {
    elements: { ServerTime: new Date(nowSeconds * 1000).toISOString() },
  });
}
