import { isBucket, isRegion } from "@wx-cos-upload/cos-signature";
import { valueFault } from "@wx-cos-upload/node-kit";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import type { StartLocalCosOptions } from "./start-local-cos.ts";

/** `process.env`, or a replacement in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One or more environment variables are invalid. The message lists every problem. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";

  /** @param problems one sentence each, which begins with the variable's name */
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** Every variable that {@link readEnvironment} reads. */
const VARIABLE_NAMES = [
  ...["NODE_ENV", "HOST", "LOCAL_COS_PORT", "LOCAL_COS_DIR", "COS_HOST", "CORS_ORIGINS"],
  ...["COS_SECRET_ID", "COS_SECRET_KEY", "COS_SESSION_TOKEN", "COS_BUCKET", "COS_REGION"],
] as const;

/** An address to listen on. The system checks the rest when it listens. */
export const LISTEN_HOST = /^[A-Za-z0-9.:-]+$/;
/** A host as clients send it, with a port if they send one. */
export const HOST = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
/** `*` matches anything: `http://localhost:*`. */
export const ORIGIN = /^(?:\*|https?:\/\/[A-Za-z0-9.*:[\]-]+)$/;

/**
 * Reads the options of a standalone local bucket. A variable that is unset or empty has its documented default. The rules for white space
 * and quotation marks are those of the signing server, which reads the same file.
 *
 * @throws {EnvironmentError} with a message that quotes no value, because any value may contain a password
 */
export function readEnvironment(environment: Environment): StartLocalCosOptions {
  const env = withoutServiceLinks(environment);
  const problems = [...findLeftovers(env), ...findProblems(env)];
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

/** Kubernetes sets LOCAL_COS_PORT=tcp://… if there is a service called local-cos. Such a value does not count as a port. */
function withoutServiceLinks(env: Environment): Environment {
  const isLink = /^(?:tcp|udp|sctp):\/\//i.test(env["LOCAL_COS_PORT"] ?? "");
  return isLink ? { ...env, LOCAL_COS_PORT: undefined } : env;
}

function findLeftovers(env: Environment): string[] {
  const around = VARIABLE_NAMES.flatMap((name) => {
    const fault = valueFault(env[name] ?? "");
    return fault === undefined ? [] : [`${name}: ${fault}`];
  });
  const misspelled = Object.keys(env).flatMap((name) => {
    const meant = VARIABLE_NAMES.find((known) => known !== name && known === name.trim().replace(/^export\s+/, ""));
    return meant === undefined ? [] : [`${meant}: is there as ${JSON.stringify(name)}`];
  });
  return [...around, ...misspelled];
}

function findProblems(env: Environment): string[] {
  const port = env["LOCAL_COS_PORT"] || "0";
  return [
    ...problem(
      /^prod/i.test(env["NODE_ENV"] ?? ""),
      "NODE_ENV: the local COS is for development and tests only, not production",
    ),
    ...problem(!env["COS_SECRET_ID"] !== !env["COS_SECRET_KEY"], "COS_SECRET_ID, COS_SECRET_KEY: set both or neither"),
    ...problem(Boolean(env["COS_SESSION_TOKEN"]) && !env["COS_SECRET_ID"], "COS_SESSION_TOKEN: needs a COS_SECRET_ID"),
    ...problem(!isBucket(env["COS_BUCKET"] || LOCAL_COS_DEFAULTS.bucket), "COS_BUCKET: must be <name>-<appid>"),
    ...problem(!isRegion(env["COS_REGION"] || LOCAL_COS_DEFAULTS.region), "COS_REGION: must look like ap-guangzhou"),
    ...problem(!/^\d{1,5}$/.test(port) || Number(port) > 65_535, "LOCAL_COS_PORT: must be a port, 0 to 65535"),
    ...problem(
      !LISTEN_HOST.test(env["HOST"] || LOCAL_COS_DEFAULTS.listenHost),
      "HOST: must be an address to listen on, such as 127.0.0.1",
    ),
    ...problem(
      !list(env["COS_HOST"]).every((host) => HOST.test(host)),
      "COS_HOST: must be hosts without scheme, user or path, such as 192.168.1.5:3001",
    ),
    ...problem(
      !list(env["CORS_ORIGINS"]).every((origin) => ORIGIN.test(origin)),
      "CORS_ORIGINS: must be origins without user or path, such as http://localhost:5173",
    ),
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
