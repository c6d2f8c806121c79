import type { Credentials } from "@wx-cos-upload/cos-signature";
import { MIN_SECRET_CHARACTERS, type SecretList } from "../auth/index.ts";
import type { CredentialsSource } from "../credentials/choose-provider.ts";
import { parseSecret, parseSecretList } from "./secret.ts";
import { type VariableName, type VariableReader, wholeNumber } from "./variables.ts";

/** Uploads in parts, and what becomes of unfinished ones. */
export interface MultipartConfig {
  /** Keys of the service identity; `undefined` if they come from STS, the platform or the local bucket, or are missing. */
  readonly serviceKeys: Credentials | undefined;
  /** `undefined`: missing, or made by the local bucket. */
  readonly uploadTokenKeys: SecretList | undefined;
  /** How long an upload can be resumed. */
  readonly resumableDays: number;
  /** The server aborts uploads whose last part is older. `undefined`: it aborts none. */
  readonly abortUnfinishedDays: number | undefined;
}

export interface MultipartContext {
  readonly source: CredentialsSource["source"];
  /** The server signs for the local bucket, which has all keys without any configuration. */
  readonly isLocal: boolean;
}

const SERVICE_VARIABLES = ["COS_SERVICE_SECRET_ID", "COS_SERVICE_SECRET_KEY"] as const;

/** Parts of unfinished uploads cost as much as objects, so they should not stay for longer than a month. */
const MAX_DAYS = 30;

/** Reads the variables of uploads in parts. The reader collects the problems. */
export function readMultipart(variables: VariableReader, { source, isLocal }: MultipartContext): MultipartConfig {
  const config = {
    serviceKeys: readServiceKeys(variables, source),
    uploadTokenKeys: variables.read("UPLOAD_TOKEN_KEYS", undefined, parseSecretList(MIN_SECRET_CHARACTERS)),
    resumableDays: variables.read("MULTIPART_DAYS", 2, wholeNumber(1, MAX_DAYS, "days")),
    abortUnfinishedDays: variables.read("ABORT_UNFINISHED_DAYS", undefined, wholeNumber(1, 2 * MAX_DAYS, "days")),
  };
  const isSet = (name: VariableName) => variables.text(name) !== undefined;
  if (!isLocal && SERVICE_VARIABLES.every(isSet) && !isSet("UPLOAD_TOKEN_KEYS")) {
    variables.reject("UPLOAD_TOKEN_KEYS", "is missing; uploads in parts need it beside COS_SERVICE_SECRET_ID");
  }
  const { abortUnfinishedDays: abortDays, resumableDays } = config;
  if (abortDays !== undefined && abortDays <= resumableDays) {
    const reason = `is ${abortDays}, but must be more than MULTIPART_DAYS, which is ${resumableDays}: people can still resume these uploads`;
    variables.reject("ABORT_UNFINISHED_DAYS", reason);
  }
  if (abortDays !== undefined && source === "keys" && !isLocal && !SERVICE_VARIABLES.some(isSet)) {
    variables.reject("ABORT_UNFINISHED_DAYS", `needs the keys that may abort: set ${SERVICE_VARIABLES.join(" and ")}`);
  }
  return config;
}

function readServiceKeys(variables: VariableReader, source: CredentialsSource["source"]): Credentials | undefined {
  const secretId = variables.read("COS_SERVICE_SECRET_ID", undefined, parseSecret);
  const secretKey = variables.read("COS_SERVICE_SECRET_KEY", undefined, parseSecret);
  const missing = SERVICE_VARIABLES.filter((name) => variables.text(name) === undefined);
  if (missing.length === SERVICE_VARIABLES.length) return undefined;
  for (const name of missing) variables.reject(name, `is missing; ${SERVICE_VARIABLES.join(" and ")} belong together`);
  if (source !== "keys") {
    for (const name of SERVICE_VARIABLES) {
      if (variables.text(name) === undefined) continue;
      variables.reject(
        name,
        `CREDENTIALS=${source} gets the keys of the service identity by itself; remove this variable`,
      );
    }
  }
  return secretId === undefined || secretKey === undefined ? undefined : { secretId, secretKey };
}
