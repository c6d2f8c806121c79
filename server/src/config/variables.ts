import { valueFault } from "@wx-cos-upload/node-kit";
import { InvalidValue } from "../errors.ts";

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable that the server reads. `.env.example` explains each. */
export const VARIABLE_NAMES = [
  ...["NODE_ENV", "HOST", "PORT"],
  ...["COS_SECRET_ID", "COS_SECRET_KEY", "COS_SESSION_TOKEN", "COS_BUCKET", "COS_REGION", "COS_HOST", "COS_BACKEND"],
  ...[
    "COS_SERVICE_SECRET_ID",
    "COS_SERVICE_SECRET_KEY",
    "UPLOAD_TOKEN_KEYS",
    "MULTIPART_DAYS",
    "ABORT_UNFINISHED_DAYS",
  ],
  ...["PROOF_KEYS", "DELETE_REJECTED", "DOWNLOAD_SECONDS", "DOWNLOAD_HOST"],
  ...["WEBHOOK_URL", "WEBHOOK_SECRET", "WEBHOOK_WORKER", "COS_EVENTS_SECRET"],
  ...["LOCAL_COS_PORT", "LOCAL_COS_DIR", "LOCAL_STS_PORT"],
  ...["CREDENTIALS", "STS_ROLE_ARN", "STS_DURATION_SECONDS", "STS_ENDPOINT"],
  ...["TKE_REGION", "TKE_PROVIDER_ID", "TKE_ROLE_ARN", "TKE_WEB_IDENTITY_TOKEN_FILE"],
  ...["TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY", "TENCENTCLOUD_SESSIONTOKEN"],
  ...["UPLOAD_PREFIX", "UPLOAD_EXTENSIONS", "UPLOAD_MAX_BYTES", "UPLOAD_CACHE_CONTROL", "UPLOAD_CONTENT_DISPOSITION"],
  ...["SIGNATURE_SECONDS", "OBJECT_KEY_TIME_ZONE", "REQUIRE_SIZE"],
  ...["AUTH", "ALLOW_ANONYMOUS", "OWNER_KEY"],
  ...["WECHAT_APP_ID", "WECHAT_APP_SECRET", "SESSION_KEYS", "SESSION_SECONDS"],
  ...["JWT_ISSUER", "JWT_AUDIENCE", "JWT_JWKS_URL", "JWT_ALGORITHM", "JWT_SECRET", "JWT_SUBJECT_CLAIM"],
  ...["LIMIT_REQUESTS_PER_MINUTE", "LIMIT_FILES_PER_DAY", "LIMIT_BYTES_PER_DAY"],
  ...["REDIS_URL", "LIMIT_WITHOUT_REDIS", "TRUST_PROXY"],
  ...["METRICS_HOST", "METRICS_PORT", "ALLOWED_HOSTS", "CORS_ORIGINS"],
] as const;

export type VariableName = (typeof VARIABLE_NAMES)[number];

/** Reads variables one by one and collects their problems, so that the server reports all of them at once. */
export interface VariableReader {
  /** Returns the value, or `undefined` if the variable is missing or empty. */
  text(name: VariableName): string | undefined;
  /** Returns the parsed value, or the default. `parse` throws an Error that names the fault. */
  read<Value, Default = Value>(
    name: VariableName,
    defaultValue: Default,
    parse: (text: string) => Value,
  ): Value | Default;
  /** Adds a problem, unless the variable has a {@link valueFault} that explains it. */
  reject(name: VariableName, reason: string): void;
  /** One line for each fault: `NAME: reason`. */
  readonly problems: readonly string[];
}

/**
 * Creates a reader of an environment. It starts with the problems that no parser sees: a {@link valueFault} of any variable of the server,
 * even of an unused one, and a name with a tool's leftovers, such as `export OWNER_KEY`.
 */
export function createVariableReader(environment: Environment): VariableReader {
  const problems: string[] = [];
  const faulty = new Set<VariableName>();

  function text(name: VariableName): string | undefined {
    const value = environment[name] || undefined;
    return value === undefined || isServiceLink(name, value) ? undefined : value;
  }

  function reject(name: VariableName, reason: string): void {
    if (!faulty.has(name)) problems.push(`${name}: ${reason}`);
  }

  for (const name of VARIABLE_NAMES) {
    const fault = valueFault(text(name) ?? "");
    if (fault === undefined) continue;
    reject(name, fault);
    faulty.add(name);
  }
  for (const name of Object.keys(environment)) {
    const intended = VARIABLE_NAMES.find((known) => known !== name && known === name.trim().replace(/^export\s+/, ""));
    if (intended !== undefined) {
      reject(intended, `is named ${JSON.stringify(name)}; write ${intended}=… without anything around the name`);
    }
  }

  return {
    text,
    reject,
    problems,
    read(name, defaultValue, parse) {
      const value = text(name);
      if (value === undefined || faulty.has(name)) return defaultValue;
      try {
        return parse(value);
      } catch (error) {
        reject(name, reasonOf(error, value));
        return defaultValue;
      }
    },
  };
}

/**
 * Kubernetes and Docker links set `<SERVICE>_PORT` to an address for each service beside a container: `METRICS_PORT=tcp://10.0.0.1:80`
 * for a service named `metrics`. A configured variable takes precedence, so a value like this means that the variable is not configured.
 *
 * @see Accessing the Service (https://kubernetes.io/docs/tutorials/services/connect-applications-service/), "Environment variables"
 */
function isServiceLink(name: VariableName, value: string): boolean {
  return name.endsWith("_PORT") && /^(?:tcp|udp|sctp):\/\//i.test(value);
}

/** A value with an `@` may be a URL with a password, even if it is malformed. The message then quotes it without the part before the `@`. */
function reasonOf(error: unknown, value: string): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof InvalidValue) || !/@|%40/i.test(value)) return error.message;
  const [scheme = ""] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(value) ?? [];
  const host = value.replace(/^.*(?:@|%40)/is, "");
  return `"${scheme}[redacted]@${host}" ${error.reason}`;
}

/** Creates a parser of whole numbers from `min` to `max`, inclusive. */
export function wholeNumber(min: number, max: number, unit: string): (text: string) => number {
  return (text) => {
    const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new InvalidValue(text, `is not ${unit} from ${min} to ${max}`);
    return value;
  };
}

/** Creates a parser that accepts one of these words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new InvalidValue(text, `is not one of ${words.join(", ")}`);
    return word;
  };
}
