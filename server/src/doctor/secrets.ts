import type { Environment } from "../config/variables.ts";
import { passwordsOf } from "../redact-secrets.ts";

const SECRET_VARIABLES = [
  "COS_SECRET_KEY",
  "COS_SESSION_TOKEN",
  "TENCENTCLOUD_SECRETKEY",
  "TENCENTCLOUD_SESSIONTOKEN",
  "OWNER_KEY",
  "WECHAT_APP_SECRET",
  "SESSION_KEYS",
  "JWT_SECRET",
] as const;

/** What is shorter is no secret, and would take letters out of every word. */
const MIN_CHARACTERS = 4;

/** What of the environment no output may hold. It is asked for before anything is known to be right. */
export function secretsOf(environment: Environment): readonly string[] {
  const values = SECRET_VARIABLES.flatMap((name) => [environment[name] ?? "", ...(environment[name] ?? "").split(",")]);
  const secrets = [...values.map((value) => value.trim()), ...passwordsOf(environment["REDIS_URL"] ?? "")];
  return secrets.filter((secret) => secret.length >= MIN_CHARACTERS);
}
