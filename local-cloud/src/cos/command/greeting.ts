import { LOCAL_COS_DEFAULTS } from "../defaults.ts";
import type { LocalCos } from "../start-local-cos.ts";

/** What the greeting shows of a bucket. */
export interface GreetingOptions {
  readonly cos: Pick<LocalCos, "url" | "host" | "bucket" | "region" | "credentials">;
  /** Undefined if the objects are gone when the bucket stops. */
  readonly directory: string | undefined;
  /** The folder whose files have been stored at the start. */
  readonly seed: string | undefined;
  /** Since the process began. */
  readonly startedInMs: number;
}

/**
 * The text that the command prints when it has started: endpoint, bucket, keys, and a program that uses them. It contains a secret key only
 * if it is the public sample key.
 */
export function greeting({ cos, directory, seed, startedInMs }: GreetingOptions): string {
  const { secretId, secretKey } = cos.credentials;
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
