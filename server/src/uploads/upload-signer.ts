import type { PostPolicyResponse, PutSignResponse } from "@wx-cos-upload/contract";
import { createSigningKeyCache, objectUrl } from "@wx-cos-upload/cos-signature";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import { liveCredentials } from "./live-credentials.ts";
import type { CreateObjectKey } from "./object-key.ts";
import { postPolicyResponse } from "./post-policy-response.ts";
import { putSignResponse } from "./put-sign-response.ts";
import type { AllowedFile } from "./upload-rules.ts";
import type { ObjectHeaders, UploadTarget } from "./upload-target.ts";

export interface UploadSignerOptions {
  /** `https` for Tencent's COS; `http` only for a local one. */
  readonly scheme: "http" | "https";
  /** The host to sign and to send to, with its port unless it is the scheme's default. */
  readonly host: string;
  /** `name-appid`. */
  readonly bucket: string;
  /** How long a signature is valid, unless its credentials expire sooner. */
  readonly lifetimeSeconds: number;
  readonly credentials: CredentialProvider;
  readonly createObjectKey: CreateObjectKey;
  /** @default none: the holder of a signature may choose them */
  readonly objectHeaders?: ObjectHeaders;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Signs one upload of a file that the rules allow, under a new object key, in the owner's folder if there is an owner.
 *
 * @throws {ProblemError} `credentials_unavailable`
 * @example
 * import type { UploadSigner } from "@wx-cos-upload/server";
 *
 * async function sign(signer: UploadSigner) {
 *   const file = { ext: "jpg", size: 4096, contentType: "image/jpeg", maxBytes: 20_971_520 };
 *   const { uploadUrl, headers } = await signer.signPut(file, "owner-1");
 *   return { uploadUrl, headers };
 * }
 */
export interface UploadSigner {
  /**
   * Resolves once there are credentials to sign with, so that a caller can wait for them before it consumes a quota.
   *
   * @throws {ProblemError} `credentials_unavailable`
   */
  credentialsReady(): Promise<void>;
  signPut(file: AllowedFile, owner?: string): Promise<PutSignResponse>;
  signPost(file: AllowedFile, owner?: string): Promise<PostPolicyResponse>;
}

/** Creates an {@link UploadSigner}: object key → credentials → signature → response. */
export function createUploadSigner(options: UploadSignerOptions): UploadSigner {
  const { scheme, host, bucket, createObjectKey, objectHeaders = {} } = options;
  const deriveKey = createSigningKeyCache();

  async function target(file: AllowedFile, owner: string | undefined): Promise<UploadTarget> {
    const { credentials, nowSeconds, endSeconds, lifetimeSeconds, keyTime } = await liveCredentials(options);
    const key = createObjectKey(file.ext, nowSeconds, owner);
    return {
      bucket,
      host,
      key,
      endSeconds,
      lifetimeSeconds,
      deriveKey,
      objectHeaders,
      formUrl: `${scheme}://${host}/`,
      objectUrl: objectUrl(scheme, host, key),
      keyTime,
      credentials,
    };
  }

  return {
    credentialsReady: async () => void (await liveCredentials(options)),
    signPut: async (file, owner) => putSignResponse(file, await target(file, owner)),
    signPost: async (file, owner) => postPolicyResponse(file, await target(file, owner)),
  };
}
