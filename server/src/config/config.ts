import { isIP } from "node:net";
import { InvalidValue } from "../errors.ts";
import type { AllowedHosts } from "../http/allowed-hosts.ts";
import type { AllowedOrigins } from "../middleware/cross-origin.ts";
import { isPrefix } from "../uploads/object-key.ts";
import {
  DEFAULT_MAX_BYTES,
  defaultExtensions,
  extensionRules,
  parseExtensions,
  type UploadRules,
} from "../uploads/upload-rules.ts";
import type { ObjectHeaders } from "../uploads/upload-target.ts";
import { type AuthConfig, readAuth } from "./auth-config.ts";
import { type BackendConfig, readBackend } from "./cos-config.ts";
import { type CredentialsConfig, checkCredentials, readCredentials } from "./credentials-config.ts";
import { type LimitsConfig, readLimits } from "./limits-config.ts";
import { isLoopback, type ListenConfig, readListen, readMetrics } from "./listen-config.ts";
import { parseMaxBytes } from "./max-bytes.ts";
import { type MultipartConfig, readMultipart } from "./multipart-config.ts";
import { readProduction } from "./node-env.ts";
import { readObjectHeaders } from "./object-headers.ts";
import { type ObjectsConfig, readObjects } from "./objects-config.ts";
import { createVariableReader, type Environment, oneOf, wholeNumber } from "./variables.ts";
import { readWebhooks, type WebhooksConfig } from "./webhooks-config.ts";

/** The whole configuration, read once from the environment. `.env.example` describes each variable. */
export interface Config {
  readonly production: boolean;
  readonly listen: ListenConfig;
  readonly cos: BackendConfig;
  readonly credentials: CredentialsConfig;
  readonly auth: AuthConfig;
  readonly uploadRules: UploadRules;
  /** Folders before the date in every object key, without a slash at either end. */
  readonly uploadPrefix: string;
  readonly objectHeaders: ObjectHeaders;
  readonly signatureSeconds: number;
  readonly multipart: MultipartConfig;
  readonly objects: ObjectsConfig;
  /** `undefined`: no webhooks. */
  readonly webhooks: WebhooksConfig | undefined;
  readonly objectKeyTimeZone: string;
  readonly corsOrigins: AllowedOrigins;
  readonly allowedHosts: AllowedHosts;
  readonly limits: LimitsConfig;
  /** The address for Prometheus. `undefined`: no metrics. */
  readonly metrics: ListenConfig | undefined;
}

/** The environment is not valid. `problems` has one line for each fault. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment is not valid:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** COS documents no limit. Anyone can use a leaked signature until it expires, so more than a day is more likely a mistake than a need. */
const MAX_SIGNATURE_SECONDS = 86_400;

/** What the environment does not say. */
export interface ReadConfigOptions {
  /** Whether the stand-ins for remote services are installed. The local bucket then offers a login by default. @default false, as in production */
  readonly hasStandIns?: boolean;
}

/**
 * Reads the whole environment.
 *
 * @throws {ConfigError} that lists all faults at once
 */
export function readConfig(environment: Environment, { hasStandIns = false }: ReadConfigOptions = {}): Config {
  const variables = createVariableReader(environment);
  const production = readProduction(variables);
  const types = variables.read("UPLOAD_EXTENSIONS", defaultExtensions(), parseExtensions);
  const maxBytes = variables.read("UPLOAD_MAX_BYTES", DEFAULT_MAX_BYTES, parseMaxBytes);
  const credentials = readCredentials(variables, production);
  const cos = readBackend(variables, production, credentials.from.source);
  const listen = readListen(variables);
  // A forgotten NODE_ENV must not open a real bucket to anyone who finds the address.
  const isPublic = production || (cos?.backend === "tencent" && !isLoopback(listen.host));
  const auth = readAuth(variables, { isPublic, isLocal: cos?.backend === "local", hasStandIns });
  const limits = readLimits(variables);
  const config = {
    production,
    credentials,
    listen,
    uploadRules: {
      extensions: extensionRules(types, maxBytes),
      requireSize: variables.read("REQUIRE_SIZE", isPublic ? "true" : "false", oneOf("true", "false")) === "true",
    },
    uploadPrefix: variables.read("UPLOAD_PREFIX", "uploads", parsePrefix),
    objectHeaders: readObjectHeaders(variables),
    signatureSeconds: variables.read("SIGNATURE_SECONDS", 900, wholeNumber(1, MAX_SIGNATURE_SECONDS, "seconds")),
    multipart: readMultipart(variables, { source: credentials.from.source, isLocal: cos?.backend === "local" }),
    objects: readObjects(variables, credentials),
    webhooks: readWebhooks(variables, {
      production,
      hasRedis: limits.redisUrl !== undefined,
      needsServiceKeys: credentials.from.source === "keys" && cos?.backend === "tencent",
    }),
    objectKeyTimeZone: variables.read("OBJECT_KEY_TIME_ZONE", "Asia/Shanghai", parseTimeZone),
    limits,
    metrics: readMetrics(variables),
    allowedHosts: withOwnName(variables.read("ALLOWED_HOSTS", isPublic ? "*" : [], parseHosts), listen.host),
    corsOrigins: variables.read("CORS_ORIGINS", production ? [] : "loopback", parseOrigins),
  };
  checkCredentials(variables, credentials, {
    isLocal: cos?.backend === "local",
    signatureSeconds: config.signatureSeconds,
  });
  if (variables.problems.length > 0 || cos === undefined || auth === undefined)
    throw new ConfigError(variables.problems);
  return Object.freeze({ ...config, cos: Object.freeze(cos), auth: Object.freeze(auth) });
}

function parsePrefix(text: string): string {
  const prefix = text.replace(/\/$/, "");
  if (isPrefix(prefix)) return prefix;
  throw new InvalidValue(
    text,
    'is not a prefix: folders of letters, digits, "-", "_" and "." with "/" between them, such as app/photos',
  );
}

function parseTimeZone(text: string): string {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new InvalidValue(text, "is not a time zone, such as Asia/Shanghai or UTC");
  }
}

/** Adds the host name that the server listens on. Addresses are always accepted. */
function withOwnName(hosts: AllowedHosts, listenHost: string): AllowedHosts {
  return hosts === "*" || isIP(listenHost) !== 0 ? hosts : [...hosts, listenHost.toLowerCase()];
}

function parseHosts(text: string): AllowedHosts {
  if (text.trim() === "*") return "*";
  return text.split(",").map((piece) => {
    const name = piece.trim().toLowerCase();
    if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(name)) return name;
    throw new InvalidValue(
      piece.trim(),
      "is not a host name, such as sign.example.com, without scheme and port; separate several by commas, or write *",
    );
  });
}

function parseOrigins(text: string): AllowedOrigins {
  if (text.trim() === "*") return "*";
  return text.split(",").map((piece) => parseOrigin(piece.trim()));
}

function parseOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.origin === text.toLowerCase()) return url.origin;
  throw new InvalidValue(
    text,
    "is not an origin, such as https://www.example.com, without a path; separate several by commas, or write *",
  );
}
