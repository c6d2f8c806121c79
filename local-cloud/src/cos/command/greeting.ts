import { LOCAL_COS_DEFAULTS } from "../defaults.ts";
import type { LocalCos } from "../start-local-cos.ts";
import type { Command } from "./flags.ts";

/** What the greeting shows of a bucket. */
export interface GreetingOptions {
  readonly cos: Pick<LocalCos, "url" | "host" | "bucket" | "region" | "credentials">;
  readonly options: Pick<Extract<Command, { kind: "start" }>["options"], "directory" | "seed">;
  /** Since the process began. */
  readonly startedInMs: number;
}

/**
 * The text that the command prints when it has started: endpoint, bucket, keys, and a program that uses them. It contains a secret key only
 * if it is the public sample key.
 */
export function greeting({ cos, options, startedInMs }: GreetingOptions): string {
  const { secretId, secretKey } = cos.credentials;
  const { directory, seed } = options;
  const shownKey = secretKey === LOCAL_COS_DEFAULTS.credentials.secretKey ? secretKey : "<the value of --secret-key>";
  return [
    `Local COS   ${cos.url}   started in ${Math.round(startedInMs)} ms; open it in a browser to inspect requests`,
    `Bucket      ${cos.bucket}`,
    `Region      ${cos.region}`,
    `SecretId    ${secretId}`,
    `SecretKey   ${shownKey}`,
    `Objects     ${directory === undefined ? "gone when it stops" : `in ${directory}`}`,
    ...(seed === undefined ? [] : [`Seeded      with the files of ${seed}`]),
    "",
    'const COS = require("cos-nodejs-sdk-v5");',
    "const cos = new COS({",
    `  SecretId: ${JSON.stringify(secretId)},`,
    `  SecretKey: ${JSON.stringify(shownKey)},`,
    '  Protocol: "http:",',
    `  Domain: ${JSON.stringify(cos.host)},`,
    "});",
    `const place = { Bucket: ${JSON.stringify(cos.bucket)}, Region: ${JSON.stringify(cos.region)} };`,
    'cos.putObject({ ...place, Key: "a.txt", Body: "hello" }).then(({ ETag }) => console.log(ETag));',
    "",
  ].join("\n");
}
