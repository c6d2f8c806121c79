import { hash } from "node:crypto";

/** A code of wx.login lives this long. */
const CODE_LIFE_SECONDS = 300;
/** The codes that the process remembers as used. A laptop does not log in so often. */
const MAX_USED_CODES = 100_000;
const DEFAULT_DEVICE = "devtools";

/** What a code may look like; one of WeChat has 32 letters and digits. */
const WELL_FORMED = /^[\w.:-]{1,128}$/;
const ISSUED_HERE = /^local:([\w.-]{1,64}):(\d{1,12}):[\w.-]+$/;

/** Whom a code logs in, or why it does not. */
export type Redeemed = { readonly device: string } | { readonly refused: "invalid" | "used" };

/**
 * A code such as the stand-in for wx.login gives: it carries a device, whose user it logs in, and when it was given out.
 *
 * @param device letters, digits, `-`, `_` and `.`: one user each
 * @param nonce anything that makes the code another than all before
 */
export function createLoginCode(device: string, nowMs: number, nonce: string): string {
  return `local:${device}:${Math.floor(nowMs / 1000)}:${nonce}`;
}

/**
 * Remembers which codes were used. Whatever is well-formed and was not seen before is a code, since DevTools makes its own up;
 * those of {@link createLoginCode} end after five minutes as well.
 */
export function createLoginCodes(now: () => number): (code: string) => Redeemed {
  const used = new Set<string>();
  return (code) => {
    if (!WELL_FORMED.test(code)) return { refused: "invalid" };
    const [, device = DEFAULT_DEVICE, issuedSeconds] = ISSUED_HERE.exec(code) ?? [];
    if (code.startsWith("local:") && issuedSeconds === undefined) return { refused: "invalid" };
    if (issuedSeconds !== undefined && now() / 1000 - Number(issuedSeconds) > CODE_LIFE_SECONDS) {
      return { refused: "invalid" };
    }
    if (used.has(code)) return { refused: "used" };
    used.add(code);
    const [oldest] = used;
    if (used.size > MAX_USED_CODES && oldest !== undefined) used.delete(oldest);
    return { device };
  };
}

/** The openid of a device's user in a mini program: always the same, and as WeChat's looks. */
export function openidOf(appId: string, device: string): string {
  return `o${hash("sha256", `openid ${appId} ${device}`, "base64url").slice(0, 27)}`;
}
