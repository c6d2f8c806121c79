import type { PostPolicyAnswer, PutSignAnswer } from "@wx-cos-upload/shared";
import { type CreateObjectKey, createSigningKeyCache, formatKeyTime, objectUrl } from "../cos/index.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import type { AdmittedFile } from "./admit-file.ts";
import { postPolicyAnswer } from "./post-policy-answer.ts";
import { putSignAnswer } from "./put-sign-answer.ts";
import type { UploadTarget } from "./upload-target.ts";

/** Seconds that a signature reaches into the past, so that a COS clock running behind does not refuse it. */
const CLOCK_SKEW_SECONDS = 60;

export interface UploadSignerOptions {
  /** `https` for Tencent's COS; `http` only for a local one. */
  readonly scheme: "http" | "https";
  /** The host that is signed and sent to, with its port unless that is the scheme's own. */
  readonly host: string;
  /** `name-appid`. */
  readonly bucket: string;
  /** How long a signature lives. */
  readonly lifetimeSeconds: number;
  readonly credentials: CredentialProvider;
  readonly createObjectKey: CreateObjectKey;
  /** The present, in Unix milliseconds. */
  readonly now: () => number;
}

/** Signs one upload of an admitted file, to an object key of its own. */
export interface UploadSigner {
  signPut(file: AdmittedFile): Promise<PutSignAnswer>;
  signPost(file: AdmittedFile): Promise<PostPolicyAnswer>;
}

/** Makes an {@link UploadSigner}: object key → credentials → signature → answer. */
export function createUploadSigner(options: UploadSignerOptions): UploadSigner {
  const { scheme, host, bucket, lifetimeSeconds, credentials, createObjectKey, now } = options;
  const deriveKey = createSigningKeyCache();

  async function target(file: AdmittedFile): Promise<UploadTarget> {
    const nowSeconds = Math.floor(now() / 1000);
    const key = createObjectKey(file.ext, nowSeconds);
    const endSeconds = nowSeconds + lifetimeSeconds;
    return {
      bucket,
      host,
      key,
      endSeconds,
      lifetimeSeconds,
      deriveKey,
      formUrl: `${scheme}://${host}/`,
      objectUrl: objectUrl(scheme, host, key),
      keyTime: formatKeyTime({ startSeconds: nowSeconds - CLOCK_SKEW_SECONDS, endSeconds }),
      credentials: await credentials(),
    };
  }

  return {
    signPut: async (file) => putSignAnswer(file, await target(file)),
    signPost: async (file) => postPolicyAnswer(file, await target(file)),
  };
}
