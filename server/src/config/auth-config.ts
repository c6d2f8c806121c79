import { MIN_SECRET_CHARACTERS, type SecretList } from "../auth/index.ts";
import { InvalidValue } from "../errors.ts";
import { type JwtConfig, readJwt } from "./jwt-config.ts";
import { readOwnerKey } from "./owner-key.ts";
import { parseSecret, parseSecretList } from "./secret.ts";
import { oneOf, type VariableReader, wholeNumber } from "./variables.ts";

/** Login by wx.login, at WeChat or at the local stand-in. */
export interface WechatConfig {
  readonly mode: "wechat";
  readonly appId: string;
  readonly sessionSeconds: number;
  /** Whether anybody can also upload without a login. Only with the local stand-in. */
  readonly isLoginOptional: boolean;
  /** `undefined`: the local stand-in, with development keys. Only with the local bucket. */
  readonly wechat:
    | { readonly appSecret: string; readonly sessionKeys: SecretList; readonly ownerKey: string }
    | undefined;
}

/** Who may upload. */
export type AuthConfig = { readonly mode: "none" } | WechatConfig | JwtConfig;

/** Any of these shows that a login is intended. A missing AUTH is then an error, because otherwise the server would be open to anyone. */
const LOGIN_VARIABLES = ["WECHAT_APP_SECRET", "SESSION_KEYS", "JWT_ISSUER", "JWT_JWKS_URL", "JWT_SECRET"] as const;

/** The default AppID for the local stand-in. WeChat never assigns this one. */
const LOCAL_APP_ID = "wx0000000000000000";

/** A week. The holder of a leaked token can upload in the user's name until the token expires. */
const MAX_SESSION_SECONDS = 604_800;

/** Secrets that the stand-in replaces by its own. */
const LOGIN_SECRETS = ["WECHAT_APP_SECRET", "SESSION_KEYS", "OWNER_KEY"] as const;

export interface AuthContext {
  /** The server is reachable from outside, and signs for a real bucket. */
  readonly isPublic: boolean;
  /** The server signs for the local bucket. */
  readonly isLocal: boolean;
  /** A stand-in for WeChat's login can be started. */
  readonly hasStandIns: boolean;
}

/** Reads `AUTH` and its variables. The reader collects the problems. */
export function readAuth(
  variables: VariableReader,
  { isPublic, isLocal, hasStandIns }: AuthContext,
): AuthConfig | undefined {
  const intended = LOGIN_VARIABLES.find((name) => variables.text(name) !== undefined);
  // With nothing configured, development shows the whole product: users who see their uploads again, and clients that never log in.
  const offersLogin = hasStandIns && isLocal && variables.text("AUTH") === undefined && intended === undefined;
  const mode = variables.read("AUTH", offersLogin ? "wechat" : "none", oneOf("none", "wechat", "jwt"));
  const anonymous =
    variables.read("ALLOW_ANONYMOUS", offersLogin ? "true" : "false", oneOf("true", "false")) === "true";
  if (mode === "wechat") return readWechat(variables, { isLocal, anonymous });
  if (mode === "jwt") return readJwt(variables);
  if (variables.text("AUTH") === undefined && intended !== undefined) {
    variables.reject(
      "AUTH",
      `is not set, but ${intended} is; set AUTH=${intended.startsWith("JWT_") ? "jwt" : "wechat"}`,
    );
  } else if (isPublic && !anonymous) {
    variables.reject(
      "AUTH",
      "is none, so anyone could upload; set AUTH=wechat or AUTH=jwt, or ALLOW_ANONYMOUS=true if that is intended",
    );
  }
  return { mode };
}

function readWechat(
  variables: VariableReader,
  { isLocal, anonymous }: { readonly isLocal: boolean; readonly anonymous: boolean },
): WechatConfig | undefined {
  const sessionSeconds = variables.read("SESSION_SECONDS", 7_200, wholeNumber(60, MAX_SESSION_SECONDS, "seconds"));
  const appId = variables.read("WECHAT_APP_ID", undefined, parseAppId);
  const appSecret = variables.read("WECHAT_APP_SECRET", undefined, parseSecret);
  const sessionKeys = variables.read("SESSION_KEYS", undefined, parseSecretList(MIN_SECRET_CHARACTERS));
  const ownerKey = readOwnerKey(variables);
  // A partly configured login is an error: the stand-in would let anyone log in, and ignore the configured keys.
  if (isLocal && LOGIN_SECRETS.every((name) => variables.text(name) === undefined)) {
    return {
      mode: "wechat",
      appId: appId ?? LOCAL_APP_ID,
      sessionSeconds,
      isLoginOptional: anonymous,
      wechat: undefined,
    };
  }
  for (const name of ["WECHAT_APP_ID", "WECHAT_APP_SECRET", "SESSION_KEYS", "OWNER_KEY"] as const) {
    if (variables.text(name) === undefined) variables.reject(name, "is missing; AUTH=wechat needs it");
  }
  if (appId === undefined || appSecret === undefined || sessionKeys === undefined || ownerKey === undefined) {
    return undefined;
  }
  // With real users, a forgotten ALLOW_ANONYMOUS=true must not open the server.
  return {
    mode: "wechat",
    appId,
    sessionSeconds,
    isLoginOptional: false,
    wechat: { appSecret, sessionKeys, ownerKey },
  };
}

function parseAppId(text: string): string {
  if (/^wx[0-9a-f]{16}$/.test(text)) return text;
  throw new InvalidValue(text, "is not an AppID: wx and 16 hex digits, copied from the WeChat console");
}
