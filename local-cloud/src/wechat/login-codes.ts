import { hash } from "node:crypto";

/** How long a code of wx.login is valid. */
const CODE_LIFE_SECONDS = 300;
/** Largest number of used codes that the process remembers. That is more logins than a developer makes. */
const MAX_USED_CODES = 100_000;
const DEFAULT_DEVICE = "devtools";

/** The form of a valid code. WeChat's own codes have 32 letters and digits. */
const WELL_FORMED = /^[\w.:-]{1,128}$/;
const ISSUED_HERE = /^local:([\w.-]{1,64}):(\d{1,12}):[\w.-]+$/;

/** The device whose user a code logs in, or why the code is rejected. */
export type Redeemed = { readonly device: string } | { readonly rejected: "invalid" | "used" };

/**
 * Creates a code for the stand-in for wx.login. It contains the device whose user it logs in, and the time of issue.
 *
 * @param device letters, digits, `-`, `_` and `.`. Each device has one user
 * @param nonce makes the code unique
 */
export function createLoginCode(device: string, nowMs: number, nonce: string): string {
  return `local:${device}:${Math.floor(nowMs / 1000)}:${nonce}`;
}

/**
 * Creates a function that redeems codes and remembers which ones were used. Every well-formed code is accepted once, because DevTools
 * invents its own. Codes of {@link createLoginCode} also expire after five minutes.
 */
export function createLoginCodes(now: () => number): (code: string) => Redeemed {
  const used = new Set<string>();
  return (code) => {
    if (!WELL_FORMED.test(code)) return { rejected: "invalid" };
    const [, device = DEFAULT_DEVICE, issuedSeconds] = ISSUED_HERE.exec(code) ?? [];
    if (code.startsWith("local:") && issuedSeconds === undefined) return { rejected: "invalid" };
    if (issuedSeconds !== undefined && now() / 1000 - Number(issuedSeconds) > CODE_LIFE_SECONDS) {
      return { rejected: "invalid" };
    }
    if (used.has(code)) return { rejected: "used" };
    used.add(code);
    const [oldest] = used;
    if (used.size > MAX_USED_CODES && oldest !== undefined) used.delete(oldest);
    return { device };
  };
}

/** The openid of a device's user in a mini program. It is always the same and has the form of WeChat's. */
export function openidOf(appId: string, device: string): string {
  return `o${hash("sha256", `openid ${appId} ${device}`, "base64url").slice(0, 27)}`;
}
