import type { CredentialsSource, Platform } from "../credentials/choose-provider.ts";
import { InvalidValue } from "../errors.ts";
import { isConfidential } from "./service-url.ts";
import { oneOf, type VariableName, type VariableReader, wholeNumber } from "./variables.ts";

/** The source of the credentials to sign with, and the settings for STS. */
export interface CredentialsConfig {
  readonly from: CredentialsSource;
  readonly sts: {
    readonly endpoint: string;
    readonly durationSeconds: number;
    /** The port of the local STS, which runs beside the local bucket. 0 = any free port. */
    readonly localPort: number;
  };
}

const ENDPOINT = "https://sts.tencentcloudapi.com";
const ROLE_ARN = /^qcs::cam::uin\/[0-9]+:(?:roleName\/[\w+=,.@-]+|role\/[0-9]+)$/;
const KEY_VARIABLES = ["COS_SECRET_ID", "COS_SECRET_KEY", "COS_SESSION_TOKEN"] as const;
const TKE_VARIABLES = ["TKE_REGION", "TKE_PROVIDER_ID", "TKE_ROLE_ARN", "TKE_WEB_IDENTITY_TOKEN_FILE"] as const;
const SCF_VARIABLES = ["TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY", "TENCENTCLOUD_SESSIONTOKEN"] as const;

/** The minimum leaves time to refresh. For the maximum, see AssumeRole (1312/48197), GetFederationToken (1312/48195). */
const MIN_SECONDS = 900;
const MAX_SECONDS = { federation: 129_600, role: 43_200 };
/** Credentials must be valid this much longer than a signature. Otherwise most signatures would be shortened. */
export const REFRESH_SECONDS = 300;

/** Reads `CREDENTIALS` and its variables. The reader collects the problems. */
export function readCredentials(variables: VariableReader, production: boolean): CredentialsConfig {
  const source = variables.read("CREDENTIALS", "keys", oneOf("keys", "federation", "role", "platform"));
  const roleArn = variables.read("STS_ROLE_ARN", undefined, parseRoleArn);
  const maxSeconds = source === "federation" ? MAX_SECONDS.federation : MAX_SECONDS.role;
  const sts = {
    endpoint: variables.read("STS_ENDPOINT", ENDPOINT, parseEndpoint(production)),
    durationSeconds: variables.read("STS_DURATION_SECONDS", 7_200, wholeNumber(MIN_SECONDS, maxSeconds, "seconds")),
    localPort: variables.read("LOCAL_STS_PORT", 3002, wholeNumber(0, 65535, "a port")),
  };
  if (variables.text("STS_ROLE_ARN") !== undefined && (source === "keys" || source === "federation")) {
    variables.reject(
      "STS_ROLE_ARN",
      `CREDENTIALS=${source} assumes no role; set CREDENTIALS=role, or remove this variable`,
    );
  }
  if (source === "federation" && variables.text("COS_SESSION_TOKEN") !== undefined) {
    variables.reject("COS_SESSION_TOKEN", "CREDENTIALS=federation accepts permanent keys only; use CREDENTIALS=role");
  }
  if (source === "platform") return { from: { source, platform: readPlatform(variables), roleArn }, sts };
  return { from: source === "role" ? { source, roleArn } : { source }, sts };
}

/** Checks that need the rest of the environment. */
export function checkCredentials(
  variables: VariableReader,
  { from, sts }: CredentialsConfig,
  { isLocal, signatureSeconds }: { readonly isLocal: boolean; readonly signatureSeconds: number },
): void {
  if (
    from.source === "role" &&
    from.roleArn === undefined &&
    !isLocal &&
    variables.text("STS_ROLE_ARN") === undefined
  ) {
    variables.reject("STS_ROLE_ARN", "is missing; CREDENTIALS=role needs the role to assume");
  }
  if (isLocal && variables.text("STS_ENDPOINT") !== undefined) {
    variables.reject("STS_ENDPOINT", "the local bucket accepts credentials of its own STS only; remove this variable");
  }
  const minimum = signatureSeconds + REFRESH_SECONDS;
  if (callsSts(from) && sts.durationSeconds < minimum) {
    variables.reject("STS_DURATION_SECONDS", `must be at least ${minimum}: SIGNATURE_SECONDS plus ${REFRESH_SECONDS}`);
  }
}

/** Whether STS_DURATION_SECONDS applies. The platform decides the lifetime of its own credentials. */
export function callsSts(from: CredentialsSource): boolean {
  if (from.source !== "platform") return from.source !== "keys";
  return from.platform.name === "tke" || from.roleArn !== undefined;
}

function readPlatform(variables: VariableReader): Platform {
  for (const name of KEY_VARIABLES) {
    if (variables.text(name) !== undefined) {
      variables.reject(name, "CREDENTIALS=platform uses the keys of the platform's role; remove this variable");
    }
  }
  if (isSet(variables, TKE_VARIABLES)) {
    const [region, providerId, roleArn, tokenFile] = TKE_VARIABLES.map((name) => variables.text(name) ?? "");
    return {
      name: "tke",
      region: region ?? "",
      providerId: providerId ?? "",
      roleArn: roleArn ?? "",
      tokenFile: tokenFile ?? "",
    };
  }
  return { name: isSet(variables, SCF_VARIABLES) ? "scf" : "cvm" };
}

/** Whether a platform has set its variables: all of them or none. */
function isSet(variables: VariableReader, names: readonly VariableName[]): boolean {
  const missing = names.filter((name) => variables.text(name) === undefined);
  if (missing.length === names.length) return false;
  for (const name of missing)
    variables.reject(name, `is missing beside ${names.filter((other) => other !== name).join(", ")}`);
  return true;
}

function parseRoleArn(text: string): string {
  if (ROLE_ARN.test(text)) return text;
  throw new InvalidValue(text, "is not a role, such as qcs::cam::uin/100000000001:roleName/wx-cos-upload");
}

function parseEndpoint(production: boolean): (text: string) => string {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isBare = url?.pathname === "/" && url.search === "" && url.username === "" && url.password === "";
    if (isBare && (url.protocol === "https:" || (!production && isConfidential(url)))) return url.origin;
    throw new InvalidValue(
      text,
      "is not an https URL without user and path, such as https://sts.internal.tencentcloudapi.com",
    );
  };
}
