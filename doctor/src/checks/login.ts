import { ProblemError } from "@wx-cos-upload/server";
import type { JwtConfig, WechatConfig } from "@wx-cos-upload/server/advanced";
import { Code2SessionError, createCode2Session, createRemoteKeys } from "@wx-cos-upload/server/advanced";
import type { Examination } from "../examination.ts";
import { findCause, messageOf } from "../find-cause.ts";
import { type Finding, finding } from "../finding.ts";
import type { LoginFault } from "../vocabulary.ts";

/** WeChat never issues this code. */
const BOGUS_CODE = "not a login code";

/** Checks whether users can log in by the configured AUTH. */
export async function checkLogin(examination: Examination): Promise<Finding> {
  const { auth } = examination.config;
  switch (auth.mode) {
    case "none":
      return finding("login", "note", examination.texts.login.none());
    case "wechat":
      return checkWechat(examination, auth);
    case "jwt":
      return checkJwt(examination, auth);
  }
}

/** WeChat checks the AppID and the secret before the code. If it rejects the code, both are right. */
async function checkWechat(examination: Examination, { appId, wechat }: WechatConfig): Promise<Finding> {
  const { texts, fetch, timeoutSignal, code2SessionUrl: url } = examination;
  if (wechat === undefined) return finding("login", "note", texts.login.standIn());
  const code2Session = createCode2Session({ appId, appSecret: wechat.appSecret, fetch, url, timeoutSignal });
  try {
    await code2Session(BOGUS_CODE);
  } catch (error) {
    const errcode = findCause(error, Code2SessionError)?.errcode;
    if (isLoginFault(errcode)) return finding("login", "wrong", texts.login.fault(errcode));
    const isRejectedCode = error instanceof ProblemError && REJECTED_CODES.has(error.code);
    if (!isRejectedCode) return finding("login", "wrong", texts.login.wechatSilent(messageOf(error)));
  }
  return finding("login", "ok", texts.login.wechat(appId));
}

const REJECTED_CODES: ReadonlySet<string> = new Set(["invalid_login_code", "login_code_used"]);

function isLoginFault(errcode: number | undefined): errcode is LoginFault {
  return errcode === 40013 || errcode === 40125 || errcode === 40164;
}

/** Checks that the key set has at least one key for the algorithm. A token itself names the key that it needs. */
async function checkJwt({ texts, fetch }: Examination, { algorithm, keys }: JwtConfig): Promise<Finding> {
  if ("secret" in keys) return finding("login", "ok", texts.login.sharedSecret());
  const { jwksUrl: url } = keys;
  try {
    await createRemoteKeys({ url, fetch }).findKey({ alg: algorithm }, { payload: "", signature: "" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ERR_JWKS_NO_MATCHING_KEY") return finding("login", "wrong", texts.login.noUsableKey(url, algorithm));
    if (code !== "ERR_JWKS_MULTIPLE_MATCHING_KEYS") {
      return finding("login", "wrong", texts.login.noKeySet(url, messageOf(error)));
    }
  }
  return finding("login", "ok", texts.login.keySet(url, algorithm));
}
