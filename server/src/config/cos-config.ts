import {
  bucketHost,
  type Credentials,
  isBucket,
  isRegion,
  MAX_BUCKET_HOST_CHARACTERS,
} from "@wx-cos-upload/cos-signature";
import type { CredentialsSource } from "../credentials/choose-provider.ts";
import { InvalidValue } from "../errors.ts";
import { parseSecret } from "./secret.ts";
import { oneOf, type VariableName, type VariableReader, wholeNumber } from "./variables.ts";

/** A bucket, and the keys to sign for it. */
export interface CosConfig {
  readonly bucket: string;
  readonly region: string;
  /** `undefined` if the platform provides the credentials. */
  readonly keys: Credentials | undefined;
}

export interface TencentCosConfig {
  readonly backend: "tencent";
  readonly cos: CosConfig;
  readonly host: string;
}

export interface LocalCosConfig {
  readonly backend: "local";
  /** `undefined` if nothing is set: the local COS then uses its documented defaults. */
  readonly cos: CosConfig | undefined;
  /** `undefined`: the address of the local COS. */
  readonly host: string | undefined;
  /** 0 = any free port. */
  readonly port: number;
  readonly directory: string;
}

/** The COS to sign for. */
export type BackendConfig = TencentCosConfig | LocalCosConfig;

/** Any of these shows that a real bucket is intended. If others are missing, that is an error, and the server does not use the local bucket instead. */
const BUCKET_VARIABLES: readonly VariableName[] = ["COS_BUCKET", "COS_REGION"];
const COS_VARIABLES: readonly VariableName[] = ["COS_SECRET_ID", "COS_SECRET_KEY", ...BUCKET_VARIABLES];

const HOST = /^(?=.{1,253}(?::|$))[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$/;

/** Reads the `COS_*` and `LOCAL_COS_*` variables. The reader collects the problems. */
export function readBackend(
  variables: VariableReader,
  production: boolean,
  source: CredentialsSource["source"],
): BackendConfig | undefined {
  const onPlatform = source === "platform";
  const needed = onPlatform ? BUCKET_VARIABLES : COS_VARIABLES;
  const missing = needed.filter((name) => variables.text(name) === undefined);
  const untouched = missing.length === needed.length && variables.text("COS_SESSION_TOKEN") === undefined;
  const chosen = variables.read("COS_BACKEND", "auto", oneOf("auto", "tencent", "local"));
  const local = {
    port: variables.read("LOCAL_COS_PORT", 3001, wholeNumber(0, 65535, "a port")),
    directory: variables.text("LOCAL_COS_DIR") ?? ".local-cos",
  };
  const host = variables.read("COS_HOST", undefined, parseHost);
  if (chosen === "local" && production) {
    variables.reject(
      "COS_BACKEND",
      "local is for development and tests; with NODE_ENV=production set the COS_* variables",
    );
  }
  if (chosen === "local" && onPlatform) {
    variables.reject(
      "COS_BACKEND",
      "local has no platform that provides credentials; use CREDENTIALS=keys, federation or role",
    );
  }
  const isLocal = !onPlatform && (chosen === "local" || (chosen === "auto" && untouched && !production));
  if (isLocal && untouched) return { backend: "local", cos: undefined, host, ...local };
  const cos = readCos(variables, missing, needed);
  if (cos === undefined) return undefined;
  if (isLocal) return { backend: "local", cos, host, ...local };
  return { backend: "tencent", cos, host: host ?? defaultHost(variables, cos) };
}

function readCos(
  variables: VariableReader,
  missing: readonly VariableName[],
  needed: readonly VariableName[],
): CosConfig | undefined {
  const secretId = variables.read("COS_SECRET_ID", undefined, parseSecret);
  const secretKey = variables.read("COS_SECRET_KEY", undefined, parseSecret);
  const securityToken = variables.read("COS_SESSION_TOKEN", undefined, parseSecret);
  const bucket = variables.read("COS_BUCKET", undefined, parseBucket);
  const region = variables.read("COS_REGION", undefined, parseRegion);
  for (const name of missing)
    variables.reject(name, `is missing; ${needed.length === 4 ? "all four" : "both"} of ${listed(needed)} are needed`);
  if (bucket === undefined || region === undefined) return undefined;
  if (!needed.includes("COS_SECRET_ID")) return { bucket, region, keys: undefined };
  if (secretId === undefined || secretKey === undefined) return undefined;
  return { bucket, region, keys: { secretId, secretKey, ...(securityToken !== undefined && { securityToken }) } };
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function parseBucket(text: string): string {
  if (isBucket(text)) return text;
  throw new InvalidValue(text, "is not a bucket name with its APPID, such as examplebucket-1250000000");
}

function parseRegion(text: string): string {
  if (isRegion(text)) return text;
  throw new InvalidValue(text, 'is not a region, such as ap-guangzhou, without "cos." before it');
}

export function parseHost(text: string): string {
  // URL checks the ranges of the port and of an IP address.
  if (HOST.test(text) && URL.canParse(`https://${text}`)) return text.toLowerCase();
  throw new InvalidValue(
    text,
    "is not a host; write it without a scheme and path, such as img.example.com or 192.168.1.5:3001",
  );
}

function defaultHost(variables: VariableReader, { bucket, region }: CosConfig): string {
  const host = bucketHost(bucket, region);
  if (host.length > MAX_BUCKET_HOST_CHARACTERS) {
    variables.reject(
      "COS_BUCKET",
      `makes the host ${host}, which has ${host.length} characters; COS allows at most ${MAX_BUCKET_HOST_CHARACTERS}`,
    );
  }
  return host;
}
