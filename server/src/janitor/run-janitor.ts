import { ConfigError, readConfig } from "../config/config.ts";
import type { Environment } from "../config/variables.ts";
import { createCosCallsOf } from "../multipart/create-cos-multipart-uploads.ts";
import { createSecretRedactor } from "../observability/redact-secrets.ts";
import { createServiceCredentialsFromConfig } from "../startup/create-credentials.ts";
import { abortUnfinished, type JanitorCounts } from "./abort-unfinished.ts";
import { readArguments } from "./read-arguments.ts";

export interface RunJanitorOptions {
  /** The arguments of the command line. */
  readonly args: readonly string[];
  readonly environment: Environment;
  /** Prints one line. */
  readonly print: (line: string) => void;
}

const DAY_MS = 86_400_000;

/**
 * `npm run abort-unfinished`: aborts inactive uploads in the configured bucket, once.
 *
 * @throws {Error} for a faulty argument or environment, for missing keys, and if COS does not list the uploads
 */
export async function runJanitor({ args, environment, print }: RunJanitorOptions): Promise<JanitorCounts> {
  const { olderThanMs, isDryRun } = readArguments(args);
  const config = readConfig(environment);
  const { cos, multipart, uploadPrefix: prefix } = config;
  if (cos.backend === "local") {
    throw new Error("the bucket is the local one, whose parts cost nothing; set the COS_* variables of another bucket");
  }
  const { resumableDays } = multipart;
  if (olderThanMs < resumableDays * DAY_MS) {
    const reason = `--older-than must be at least MULTIPART_DAYS, which is ${resumableDays}d`;
    throw new Error(`${reason}: people can still resume these uploads`);
  }
  const { bucket, region, keys } = cos.cos;
  const redact = createSecretRedactor([keys?.secretKey, keys?.securityToken, multipart.serviceKeys?.secretKey]);
  const ignore = () => {};
  const effects = {
    redact,
    logEvent: ignore,
    countRefresh: ignore,
    countUse: ignore,
    countCall: ignore,
    environment: () => environment,
  };
  const scope = { bucket, region, keys, serviceKeys: multipart.serviceKeys };
  const credentials = createServiceCredentialsFromConfig(config, scope, effects);
  if (credentials === undefined)
    throw new ConfigError(["COS_SERVICE_SECRET_ID: is missing; the janitor signs with it"]);
  const counts = await abortUnfinished({
    cos: createCosCallsOf({ scheme: "https", host: cos.host, credentials }),
    prefix,
    inactiveMs: olderThanMs,
    now: Date.now,
    isDryRun,
    report: (outcome, { key, uploadId }, reason) => print(redact(`${outcome}  ${key}  ${uploadId}  ${reason}`)),
  });
  const verb = isDryRun ? "would be aborted" : "aborted";
  print(`${counts.aborted} ${verb}, ${counts.kept} kept, ${counts.failed} failed`);
  return counts;
}
