import { MIN_SECRET_CHARACTERS } from "../auth/index.ts";
import { type JwtConfig, readJwt } from "./jwt-config.ts";
import { readOwnerKey } from "./owner-key.ts";
import { parseSecret, secretOfAtLeast } from "./secret.ts";
import { InvalidValue, oneOf, type VariableReader, wholeNumber } from "./variables.ts";

/** Secrets that session tokens are signed with. The first signs, all verify. */
export type SessionKeys = readonly [string, ...string[]];

/** Logging in by wx.login, at WeChat or at the local stand-in. */
export interface WechatConfig {
  readonly mode: "wechat";
  readonly appId: string;
  readonly sessionSeconds: number;
  /** `undefined`: the local stand-in, with keys for development. Only beside the local bucket. */
  readonly wechat:
    | { readonly appSecret: string; readonly sessionKeys: SessionKeys; readonly ownerKey: string }
    | undefined;
}

/** Who may upload. */
export type AuthConfig = { readonly mode: "none" } | WechatConfig | JwtConfig;

/** Any of these says that a login is meant, so that AUTH missing beside it is a mistake and never an open door. */
const TELLING_VARIABLES = ["WECHAT_APP_SECRET", "SESSION_KEYS", "JWT_ISSUER", "JWT_JWKS_URL", "JWT_SECRET"] as const;

/** What the local stand-in takes for a mini program where no AppID is set. WeChat gives nobody this one. */
const LOCAL_APP_ID = "wx0000000000000000";

/** A week: who holds a token that leaked uploads in somebody's name until it ends. */
const MAX_SESSION_SECONDS = 604_800;

/** What the stand-in has keys of its own for. */
const LOGIN_SECRETS = ["WECHAT_APP_SECRET", "SESSION_KEYS", "OWNER_KEY"] as const;

export interface AuthSurroundings {
  /** Strangers reach it, and a real bucket stands behind it. */
  readonly isPublic: boolean;
  /** What is uploaded goes to the local bucket. */
  readonly isLocal: boolean;
}

/** Reads `AUTH` and what belongs to it; what is wrong is kept in the reader. */
export function readAuth(variables: VariableReader, { isPublic, isLocal }: AuthSurroundings): AuthConfig | undefined {
  const mode = variables.read("AUTH", "none", oneOf("none", "wechat", "jwt"));
  const anonymous = variables.read("ALLOW_ANONYMOUS", "false", oneOf("true", "false")) === "true";
  if (mode === "wechat") return readWechat(variables, isLocal);
  if (mode === "jwt") return readJwt(variables);
  const telling = TELLING_VARIABLES.find((name) => variables.text(name) !== undefined);
  if (variables.text("AUTH") === undefined && telling !== undefined) {
    variables.reject(
      "AUTH",
      `is not set, but ${telling} is; set AUTH=${telling.startsWith("JWT_") ? "jwt" : "wechat"}`,
    );
  } else if (isPublic && !anonymous) {
    variables.reject(
      "AUTH",
      "is none, so anybody could upload; set AUTH=wechat or AUTH=jwt, or ALLOW_ANONYMOUS=true if that is meant",
    );
  }
  return { mode };
}

function readWechat(variables: VariableReader, isLocal: boolean): WechatConfig | undefined {
  const sessionSeconds = variables.read("SESSION_SECONDS", 7_200, wholeNumber(60, MAX_SESSION_SECONDS, "seconds"));
  const appId = variables.read("WECHAT_APP_ID", undefined, parseAppId);
  const appSecret = variables.read("WECHAT_APP_SECRET", undefined, parseSecret);
  const sessionKeys = variables.read("SESSION_KEYS", undefined, parseSessionKeys);
  const ownerKey = readOwnerKey(variables);
  // A login that is partly set up is a mistake: the stand-in would let anybody in, and forget the keys that are set.
  if (isLocal && LOGIN_SECRETS.every((name) => variables.text(name) === undefined)) {
    return { mode: "wechat", appId: appId ?? LOCAL_APP_ID, sessionSeconds, wechat: undefined };
  }
  for (const name of ["WECHAT_APP_ID", "WECHAT_APP_SECRET", "SESSION_KEYS", "OWNER_KEY"] as const) {
    if (variables.text(name) === undefined) variables.reject(name, "is missing; AUTH=wechat needs it");
  }
  if (appId === undefined || appSecret === undefined || sessionKeys === undefined || ownerKey === undefined) {
    return undefined;
  }
  return { mode: "wechat", appId, sessionSeconds, wechat: { appSecret, sessionKeys, ownerKey } };
}

function parseAppId(text: string): string {
  if (/^wx[0-9a-f]{16}$/.test(text)) return text;
  throw new InvalidValue(text, "is not an AppID: wx and 16 hex digits, as the WeChat console shows it");
}

function parseSessionKeys(text: string): SessionKeys {
  const parse = secretOfAtLeast(MIN_SECRET_CHARACTERS);
  const [first = "", ...others] = text.split(",");
  const keys: SessionKeys = [parse(first), ...others.map((key) => parse(key))];
  if (new Set(keys).size < keys.length) throw new Error("holds the same key twice");
  return keys;
}
