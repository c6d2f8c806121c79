import { z } from "zod";
import { isNotSent, readText } from "../remote/fetch-text.ts";
import { code2SessionError, loginUnavailable } from "./code2session-errors.ts";

/** @see https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session */
export const CODE2SESSION_URL = "https://api.weixin.qq.com/sns/jscode2session";

/** For both attempts together, because a phone waits. */
const TIMEOUT_MS = 3_000;
/** A response has about 200 bytes. */
const MAX_RESPONSE_BYTES = 16 * 1024;
const SYSTEM_BUSY = -1;

/** The response also contains a session_key. It is dropped: this server does not need it, and it decrypts the user's data. */
const responseSchema = z.object({
  openid: z.string().min(1).max(128).optional(),
  // Absent on success, or 0.
  errcode: z.int().default(0),
  errmsg: z.string().default(""),
});

type SessionResponse = z.infer<typeof responseSchema>;

export interface Code2SessionOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly fetch: typeof fetch;
  /** @default {@link CODE2SESSION_URL} */
  readonly url?: string;
  /** Returns a signal that aborts after a time in milliseconds. @default AbortSignal.timeout */
  readonly timeoutSignal?: (ms: number) => AbortSignal;
}

/** Exchanges a login code for the user's openid. Rejects with a ProblemError. */
export type Code2Session = (code: string) => Promise<string>;

/**
 * Creates a {@link Code2Session} that calls WeChat. A code works once, so it retries only if the first attempt cannot have used the code:
 * the connection failed, or WeChat responded that it was busy.
 */
export function createCode2Session(options: Code2SessionOptions): Code2Session {
  const { appId, appSecret, fetch, url = CODE2SESSION_URL, timeoutSignal = AbortSignal.timeout } = options;

  return async (code) => {
    const target = new URL(url);
    target.search = new URLSearchParams({
      appid: appId,
      secret: appSecret,
      js_code: code,
      grant_type: "authorization_code",
    }).toString();
    const signal = timeoutSignal(TIMEOUT_MS);
    const send = () => sendOnce(target, signal);
    const first = await send().catch((error: unknown) => {
      if (isNotSent(error) && !signal.aborted) return send();
      throw error;
    });
    const { openid, errcode, errmsg } = first.errcode === SYSTEM_BUSY ? await send() : first;
    if (errcode !== 0) throw code2SessionError(errcode, errmsg);
    if (openid === undefined) throw loginUnavailable(new Error("code2Session returned neither an openid nor an error"));
    return openid;
  };

  async function sendOnce(target: URL, signal: AbortSignal): Promise<SessionResponse> {
    try {
      const response = await fetch(target, { signal, redirect: "error", headers: { Accept: "application/json" } });
      return parseResponse(response.status, await readText(response, MAX_RESPONSE_BYTES));
    } catch (error) {
      throw loginUnavailable(error);
    }
  }
}

/** The error of JSON.parse would quote the text, and a truncated response may contain a session_key, so that error is dropped. */
function parseResponse(status: number, text: string): SessionResponse {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Error(`code2Session responded with ${status} and ${text.length} characters that are not JSON`);
  }
  const parsed = responseSchema.safeParse(body);
  if (status !== 200 || !parsed.success) {
    throw new Error(`code2Session responded with ${status} and JSON of an unknown structure`);
  }
  return parsed.data;
}
