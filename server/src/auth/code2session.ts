import { z } from "zod";
import { isNotSent, readText } from "../fetch-text.ts";
import { code2SessionError, loginUnavailable } from "./code2session-errors.ts";

/** @see https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session */
export const CODE2SESSION_URL = "https://api.weixin.qq.com/sns/jscode2session";

/** Both tries together; a phone waits. */
const TIMEOUT_MS = 3_000;
/** An answer has about 200 bytes. */
const MAX_ANSWER_BYTES = 16 * 1024;
const SYSTEM_BUSY = -1;

/** session_key is in the answer too. It is left where it came from: nothing here needs it, and it decrypts the user's data. */
const answerSchema = z.object({
  openid: z.string().min(1).max(128).optional(),
  // Absent on success, or 0.
  errcode: z.int().default(0),
  errmsg: z.string().default(""),
});

type Answer = z.infer<typeof answerSchema>;

export interface Code2SessionOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly fetch: typeof fetch;
  /** @default {@link CODE2SESSION_URL} */
  readonly url?: string;
  /** A signal that aborts after so long. @default AbortSignal.timeout */
  readonly timeoutSignal?: (ms: number) => AbortSignal;
}

/** Trades a login code for the openid of the user whom WeChat gave it to. Rejects with a ProblemError. */
export type Code2Session = (code: string) => Promise<string>;

/**
 * Makes a {@link Code2Session} that asks WeChat. A code works once, so a second try is made only where the first can't have used
 * it up: the connection was never made, or WeChat said that it was busy.
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
    const ask = () => askOnce(target, signal);
    const first = await ask().catch((error: unknown) => {
      if (isNotSent(error) && !signal.aborted) return ask();
      throw error;
    });
    const { openid, errcode, errmsg } = first.errcode === SYSTEM_BUSY ? await ask() : first;
    if (errcode !== 0) throw code2SessionError(errcode, errmsg);
    if (openid === undefined) throw loginUnavailable(new Error("code2Session answered neither an openid nor an error"));
    return openid;
  };

  async function askOnce(target: URL, signal: AbortSignal): Promise<Answer> {
    try {
      const response = await fetch(target, { signal, redirect: "error", headers: { Accept: "application/json" } });
      return readAnswer(response.status, await readText(response, MAX_ANSWER_BYTES));
    } catch (error) {
      throw loginUnavailable(error);
    }
  }
}

/** What JSON.parse says of a broken text quotes it, and half an answer may hold a session_key: its reason is not passed on. */
function readAnswer(status: number, text: string): Answer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Error(`code2Session answered ${status} with ${text.length} characters that are not JSON`);
  }
  const answer = answerSchema.safeParse(body);
  if (status !== 200 || !answer.success) {
    throw new Error(`code2Session answered ${status} with JSON of another shape`);
  }
  return answer.data;
}
