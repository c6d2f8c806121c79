import type { CredentialProvider } from "@wx-cos-upload/server";
import type { Config } from "@wx-cos-upload/server/advanced";
import {
  CODE2SESSION_URL,
  connectRedis,
  createCosCallsOf,
  createCredentialsFromConfig,
  createMultipartFromConfig,
  createSecretRedactor,
  createServiceCredentialsFromConfig,
  createSignerFromConfig,
  policiesFromConfig,
} from "@wx-cos-upload/server/advanced";
import dotenv from "dotenv";
import { checkVariables } from "./checks/variables.ts";
import type { Examination, OpenBucket } from "./examination.ts";
import { examine } from "./examine.ts";
import { messageOf } from "./find-cause.ts";
import { type Finding, finding } from "./finding.ts";
import { openLocalBucket } from "./local-bucket.ts";
import { renderDomains, renderFinding, renderPolicies, renderSummary } from "./render.ts";
import { secretsOf } from "./secrets.ts";
import { chooseTexts } from "./texts/choose-texts.ts";

// The reader of the output may exit, as head does. The doctor must still delete its test objects.
process.stdout.on("error", () => {});
dotenv.config({ quiet: true });
const texts = chooseTexts(process.env);
const CREDENTIALS_EFFECTS = {
  redact,
  logEvent: () => {},
  countRefresh: () => {},
  countUse: () => {},
  countCall: () => {},
  environment: () => process.env,
};
const secrets = new Set(secretsOf(process.env));
const findings: Finding[] = [];

try {
  const { config, findings: ofVariables } = checkVariables(process.env, texts);
  ofVariables.forEach(report);
  if (config !== undefined) await examineWith(config);
} catch (error) {
  report(finding("bucket", "wrong", texts.failedItself(messageOf(error))));
}
print(`\n${renderSummary(findings, texts)}`);
process.exitCode = findings.some(({ outcome }) => outcome === "wrong") ? 1 : 0;

async function examineWith(config: Config): Promise<void> {
  let bucket: OpenBucket | undefined;
  try {
    bucket = await openBucket(config);
  } catch (error) {
    return report(finding("bucket", "wrong", texts.bucket.notStarted(messageOf(error))));
  }
  try {
    const credentials = openProvider(config, bucket);
    const signer = createSignerFromConfig(config, bucket, credentials);
    const parts = openParts(config, bucket, credentials);
    const timeoutSignal = (timeoutMs: number) => AbortSignal.timeout(timeoutMs);
    const effects = { fetch, timeoutSignal, now: Date.now, connectRedis, code2SessionUrl: CODE2SESSION_URL };
    for await (const found of examine({ config, bucket, credentials, signer, parts, texts, ...effects })) report(found);
    print(`\n${renderPolicies(policiesFromConfig(config, { bucket: bucket.name, region: bucket.region }), texts)}`);
    print(`\n${renderDomains(bucket, texts, config.objects.downloadHost)}`);
  } finally {
    await bucket.close();
  }
}

/** Creates the credential provider of the server. From then on, the output hides the credentials that it returns. */
function openProvider(config: Config, { name, region, scope }: OpenBucket): CredentialProvider {
  return hiding(createCredentialsFromConfig(config, { bucket: name, region, ...scope }, CREDENTIALS_EFFECTS));
}

/** Creates uploads in parts as the server does, if it has what they need. */
function openParts(config: Config, bucket: OpenBucket, upload: CredentialProvider): Examination["parts"] {
  const { name, region, scheme, host, scope } = bucket;
  const found = createServiceCredentialsFromConfig(config, { bucket: name, region, ...scope }, CREDENTIALS_EFFECTS);
  const service = found && hiding(found);
  const ignore = () => {};
  const effects = { reportFailure: ignore, observeCall: ignore };
  const uploads = createMultipartFromConfig(config, bucket, { upload, service }, effects);
  if ("missingVariables" in uploads || service === undefined) {
    return "missingVariables" in uploads ? uploads : { missingVariables: [] };
  }
  return { uploads, cos: createCosCallsOf({ scheme, host, credentials: service }) };
}

/** Hides the credentials of a provider in the output, once it has returned them. */
function hiding(provider: CredentialProvider): CredentialProvider {
  return async () => {
    const credentials = await provider();
    secrets.add(credentials.secretKey);
    if (credentials.securityToken !== undefined) secrets.add(credentials.securityToken);
    return credentials;
  };
}

/** Opens the configured bucket, or a local one if none is configured. */
async function openBucket(config: Config): Promise<OpenBucket> {
  const { cos } = config;
  if (cos.backend === "local") return openLocalBucket(config, cos);
  const { bucket: name, region, keys } = cos.cos;
  const { serviceKeys, uploadTokenKeys } = config.multipart;
  const scope = { keys, serviceKeys };
  return {
    scheme: "https",
    host: cos.host,
    name,
    region,
    isLocal: false,
    scope,
    uploadTokenKeys,
    close: async () => {},
  };
}

function report(found: Finding): void {
  findings.push(found);
  print(renderFinding(found, texts));
}

function print(text: string): void {
  process.stdout.write(`${redact(text)}\n`);
}

function redact(text: string): string {
  return createSecretRedactor([...secrets])(text);
}
