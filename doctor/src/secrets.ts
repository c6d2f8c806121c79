import type { Environment } from "@wx-cos-upload/server/advanced";
import { passwordsOf } from "@wx-cos-upload/server/advanced";

const SECRET_VARIABLES = [
  "COS_SECRET_KEY",
  "COS_SESSION_TOKEN",
  "COS_SERVICE_SECRET_KEY",
  "UPLOAD_TOKEN_KEYS",
  "TENCENTCLOUD_SECRETKEY",
  "TENCENTCLOUD_SESSIONTOKEN",
  "OWNER_KEY",
  "WECHAT_APP_SECRET",
  "SESSION_KEYS",
  "JWT_SECRET",
] as const;

/** Shorter values are not secrets. Redacting them would remove letters from ordinary words. */
const MIN_CHARACTERS = 4;

/** Returns the secrets of the environment that no output may contain. It is called before the environment is validated. */
export function secretsOf(environment: Environment): readonly string[] {
  const values = SECRET_VARIABLES.flatMap((name) => [environment[name] ?? "", ...(environment[name] ?? "").split(",")]);
  const secrets = [...values.map((value) => value.trim()), ...passwordsOf(environment["REDIS_URL"] ?? "")];
  return secrets.filter((secret) => secret.length >= MIN_CHARACTERS);
}
