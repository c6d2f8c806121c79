import { randomBytes } from "node:crypto";
import { setTimeout as timeout } from "node:timers/promises";
import { MIN_SECRET_CHARACTERS, type SecretList } from "../auth/index.ts";
import type { CosClientOptions } from "../cos/cos-client.ts";
import { type CosCalls, createCosCalls } from "../cos/multipart-calls.ts";
import { createSystemCosClient } from "../cos/system-client.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import { type CosUploadSignerOptions, requireWhole, uploadSignerOptions } from "../uploads/cos-upload-signer.ts";
import { createCompleteUpload } from "./complete-upload.ts";
import { createMultipartUploads, type MultipartUploads } from "./multipart-uploads.ts";
import { createUploadTokens } from "./upload-token.ts";

/**
 * What {@link createCosMultipartUploads} needs besides the options of the signer, whose `credentials` sign the parts.
 *
 * @example
 * import { fixedCredentials } from "@wx-cos-upload/server";
 * import type { CosMultipartUploadsOptions } from "@wx-cos-upload/server/advanced";
 *
 * const options: CosMultipartUploadsOptions = {
 *   bucket: "examplebucket-1250000000",
 *   region: "ap-guangzhou",
 *   credentials: fixedCredentials({ secretId: "AKIDupload", secretKey: "the-key-of-the-upload-identity" }),
 *   serviceCredentials: fixedCredentials({ secretId: "AKIDservice", secretKey: "the-key-of-the-service-identity" }),
 *   uploadTokenKeys: ["a-secret-of-at-least-thirty-two-characters"],
 * };
 */
export interface CosMultipartUploadsOptions extends CosUploadSignerOptions {
  /** The credentials of the server's own calls of COS. They never sign anything for clients. */
  readonly serviceCredentials: CredentialProvider;
  /** Secrets of 32 characters or more. The first signs upload tokens; all of them verify. All servers of an app need the same ones. */
  readonly uploadTokenKeys: SecretList;
  /** How long an upload can be resumed, in days. @default 2 */
  readonly resumableDays?: number;
  /** Called with a failure that no response reports: an object or the parts of a finished upload could not be deleted. @default does nothing */
  readonly reportFailure?: (error: unknown) => void;
  /** Called after each call of COS with its action, `ok` or COS's error code, and its duration. @default does nothing */
  readonly observeCall?: CosClientOptions["observeCall"];
}

const DAY_SECONDS = 86_400;

/**
 * Creates uploads in parts for a bucket, with the signing server's defaults, the system's clock, network and random source. Pass them to
 * {@link createUploadRouter} as `multipart`.
 *
 * @throws {TypeError} for a malformed option, or a short secret
 * @example
 * import { createCosMultipartUploads, fixedCredentials } from "@wx-cos-upload/server";
 *
 * const multipart = createCosMultipartUploads({
 *   bucket: "examplebucket-1250000000",
 *   region: "ap-guangzhou",
 *   credentials: fixedCredentials({ secretId: "AKIDupload", secretKey: "the-key-of-the-upload-identity" }),
 *   serviceCredentials: fixedCredentials({ secretId: "AKIDservice", secretKey: "the-key-of-the-service-identity" }),
 *   uploadTokenKeys: ["a-secret-of-at-least-thirty-two-characters"],
 * });
 */
export function createCosMultipartUploads(options: CosMultipartUploadsOptions): MultipartUploads {
  const { serviceCredentials, uploadTokenKeys, resumableDays = 2, reportFailure = () => {} } = options;
  if (uploadTokenKeys.some((key) => key.length < MIN_SECRET_CHARACTERS)) {
    throw new TypeError(`uploadTokenKeys has a secret of less than ${MIN_SECRET_CHARACTERS} characters`);
  }
  requireWhole("resumableDays", resumableDays);
  const signerOptions = uploadSignerOptions({ randomBytes, now: Date.now }, options);
  const { scheme, host, bucket, now } = signerOptions;
  const cos = createCosCallsOf({ scheme, host, credentials: serviceCredentials, observeCall: options.observeCall });
  return createMultipartUploads({
    ...signerOptions,
    cos,
    serviceCredentials,
    tokens: createUploadTokens({ keys: uploadTokenKeys, bucket, now }),
    completeUpload: createCompleteUpload({ cos, now, reportFailure, wait: (ms) => timeout(ms) }),
    resumableSeconds: resumableDays * DAY_SECONDS,
    wait: (ms, signal) => timeout(ms, undefined, { signal }),
  });
}

/** The server's own calls, with the system's clock and network. */
export function createCosCallsOf(
  options: Pick<CosClientOptions, "scheme" | "host" | "credentials" | "observeCall">,
): CosCalls {
  return createCosCalls(createSystemCosClient(options));
}
