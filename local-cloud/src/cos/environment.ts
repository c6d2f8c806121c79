import { isBucket, isRegion } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import type { StartLocalCosOptions } from "./start-local-cos.ts";

/** `process.env`, or what stands for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A start with wrong variables: every problem at once. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";

  /** @param problems one sentence each, beginning with the variable's name */
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/**
 * Reads how to start a standalone local bucket. A variable that is unset or empty means its documented default.
 *
 * @throws {EnvironmentError}
 */
export function readEnvironment(env: Environment): StartLocalCosOptions {
  const problems = findProblems(env);
  if (problems.length > 0) throw new EnvironmentError(problems);
  const [secretId, secretKey] = [env["COS_SECRET_ID"], env["COS_SECRET_KEY"]];
  return {
    directory: env["LOCAL_COS_DIR"] || ".local-cos",
    bucket: env["COS_BUCKET"] || LOCAL_COS_DEFAULTS.bucket,
    region: env["COS_REGION"] || LOCAL_COS_DEFAULTS.region,
    listenHost: env["HOST"] || LOCAL_COS_DEFAULTS.listenHost,
    port: Number(env["LOCAL_COS_PORT"] || LOCAL_COS_DEFAULTS.port),
    hosts: list(env["COS_HOST"]),
    ...(env["CORS_ORIGINS"] && { corsOrigins: list(env["CORS_ORIGINS"]) }),
    ...(secretId && secretKey && { credentials: { secretId, secretKey, ...tokenOf(env) } }),
  };
}

function findProblems(env: Environment): string[] {
  const port = env["LOCAL_COS_PORT"] || "0";
  return [
    ...problem(
      env["NODE_ENV"] === "production",
      "NODE_ENV: the local COS is for development and tests only, not production",
    ),
    ...problem(!env["COS_SECRET_ID"] !== !env["COS_SECRET_KEY"], "COS_SECRET_ID, COS_SECRET_KEY: set both or neither"),
    ...problem(
      Boolean(env["COS_SESSION_TOKEN"]) && !env["COS_SECRET_ID"],
      "COS_SESSION_TOKEN: belongs to a COS_SECRET_ID",
    ),
    ...problem(!isBucket(env["COS_BUCKET"] || LOCAL_COS_DEFAULTS.bucket), "COS_BUCKET: must be <name>-<appid>"),
    ...problem(!isRegion(env["COS_REGION"] || LOCAL_COS_DEFAULTS.region), "COS_REGION: must look like ap-guangzhou"),
    ...problem(/^\s|\s$/.test(env["LOCAL_COS_DIR"] ?? ""), "LOCAL_COS_DIR: begins or ends with white space"),
    ...problem(!/^\d{1,5}$/.test(port) || Number(port) > 65_535, "LOCAL_COS_PORT: must be a port, 0 to 65535"),
  ];
}

function problem(isThere: boolean, sentence: string): string[] {
  return isThere ? [sentence] : [];
}

function tokenOf(env: Environment): { securityToken?: string } {
  const securityToken = env["COS_SESSION_TOKEN"];
  return securityToken ? { securityToken } : {};
}

function list(text = ""): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
