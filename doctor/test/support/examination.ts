import { LOCAL_COS_DEFAULTS, type StartLocalCosOptions, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { LOCAL_STS_ROLE_ARN, startLocalSts } from "@wx-cos-upload/local-cloud/sts";
import { type CredentialProvider, fixedCredentials } from "@wx-cos-upload/server";
import {
  type Config,
  connectRedis,
  createCosCallsOf,
  createCredentialsFromConfig,
  createMultipartFromConfig,
  createObjectKeyFactory,
  createUploadSigner,
  readConfig,
} from "@wx-cos-upload/server/advanced";
import type { Examination } from "../../src/examination.ts";
import { examine } from "../../src/examine.ts";
import type { Finding } from "../../src/finding.ts";
import { renderFinding } from "../../src/render.ts";
import { en } from "../../src/texts/en.ts";
import { type Alter, startProxy } from "./proxy.ts";

const { bucket, region, credentials } = LOCAL_COS_DEFAULTS;
export const SECRET_ID = credentials.secretId;
export const SECRET_KEY = credentials.secretKey;

export interface ExamineOptions {
  /** Beside a whole COS_*. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cos?: Partial<StartLocalCosOptions>;
  /** How far the clock of this machine is ahead of the bucket's. @default 0 */
  readonly aheadSeconds?: number;
  /** What happens between this machine and the bucket. @default nothing */
  readonly alter?: Alter;
  readonly code2SessionUrl?: string;
  /** Let the bucket be gone. @default false */
  readonly away?: boolean;
}

/** Examines a bucket as if it were a real one: over HTTP, through a proxy, with credentials of its own or of the local STS. */
export async function examineBucket(options: ExamineOptions = {}) {
  const { env = {}, cos = {}, aheadSeconds = 0, alter, away = false } = options;
  const config = readConfig({
    COS_SECRET_ID: SECRET_ID,
    COS_SECRET_KEY: SECRET_KEY,
    COS_BUCKET: bucket,
    COS_REGION: region,
    ...env,
  });
  const sts = await startLocalSts();
  const localCos = await startLocalCos({ port: 0, findCredentials: sts.findCredentials, ...cos });
  const proxy = await startProxy(localCos.host, alter);
  if (away) await proxy.close();
  const now = () => Date.now() + aheadSeconds * 1000;
  const nobody = () => {};
  const provider = createCredentialsFromConfig(
    config,
    {
      bucket,
      region,
      keys: config.cos.cos?.keys,
      localSts: { url: sts.url, roleArn: LOCAL_STS_ROLE_ARN },
    },
    {
      redact: (text) => text,
      logEvent: nobody,
      countRefresh: nobody,
      countUse: nobody,
      countCall: nobody,
      environment: () => ({}),
    },
  );
  const given = new Set<string>();
  const credentials = async () => {
    const provided = await provider();
    for (const secret of [provided.secretKey, provided.securityToken]) if (secret !== undefined) given.add(secret);
    return provided;
  };
  const createObjectKey = createObjectKeyFactory({
    prefix: config.uploadPrefix,
    timeZone: config.objectKeyTimeZone,
    randomBytes: (bytes) => crypto.getRandomValues(Buffer.alloc(bytes)),
  });
  const examination: Examination = {
    config,
    bucket: { scheme: "http", host: proxy.host, name: bucket, region, isLocal: false },
    credentials,
    signer: createUploadSigner({
      scheme: "http",
      host: proxy.host,
      bucket,
      lifetimeSeconds: config.signatureSeconds,
      credentials,
      createObjectKey,
      now,
    }),
    parts: openParts(config, { upload: credentials, host: proxy.host }),
    texts: en,
    now,
    fetch,
    timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    connectRedis,
    code2SessionUrl: options.code2SessionUrl ?? "http://127.0.0.1:1/",
  };
  const findings: Finding[] = [];
  try {
    for await (const finding of examine(examination)) findings.push(finding);
  } finally {
    if (!away) await proxy.close();
    await localCos.close();
    await sts.close();
  }
  const output = findings.map((finding) => renderFinding(finding, en)).join("\n");
  for (const secret of [SECRET_KEY, ...given]) expect(output).not.toContain(secret);
  return { findings, output, outcomes: outcomesOf(findings), of: (check: Finding["check"]) => textOf(findings, check) };
}

/** Uploads in parts with the configured keys, over http. */
function openParts(
  config: Config,
  { upload, host }: { readonly upload: CredentialProvider; readonly host: string },
): Examination["parts"] {
  const { serviceKeys, uploadTokenKeys } = config.multipart;
  if (serviceKeys === undefined) return { missingVariables: ["COS_SERVICE_SECRET_ID"] };
  const credentials = fixedCredentials(serviceKeys);
  const place = { name: bucket, region, scheme: "http", host } as const;
  const effects = { reportFailure: () => {}, observeCall: () => {} };
  const uploads = createMultipartFromConfig(
    config,
    { ...place, uploadTokenKeys },
    { upload, service: credentials },
    effects,
  );
  return "missingVariables" in uploads
    ? uploads
    : { uploads, cos: createCosCallsOf({ scheme: "http", host, credentials }) };
}

function outcomesOf(findings: readonly Finding[]): Record<string, string> {
  return Object.fromEntries(findings.map(({ check, outcome }) => [check, outcome]));
}

function textOf(findings: readonly Finding[], check: Finding["check"]): string {
  return findings
    .filter((finding) => finding.check === check)
    .map(({ message, advice }) => `${message} → ${advice}`)
    .join("\n");
}
