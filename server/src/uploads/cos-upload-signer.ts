import { randomBytes } from "node:crypto";
import { bucketHost, isBucket, isRegion } from "@wx-cos-upload/cos-signature";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import { createObjectKeyFactory } from "./object-key.ts";
import { createRandomPool } from "./random-pool.ts";
import { createUploadSigner, type UploadSigner, type UploadSignerOptions } from "./upload-signer.ts";
import type { ObjectHeaders } from "./upload-target.ts";

/**
 * What {@link createCosUploadSigner} signs for.
 *
 * @example
 * import { type CosUploadSignerOptions, fixedCredentials } from "@wx-cos-upload/server";
 *
 * const options: CosUploadSignerOptions = {
 *   bucket: "examplebucket-1250000000",
 *   region: "ap-guangzhou",
 *   credentials: fixedCredentials({ secretId: "AKIDexample", secretKey: "the-secret-key" }),
 *   prefix: "photos",
 *   lifetimeSeconds: 300,
 * };
 */
export interface CosUploadSignerOptions {
  /** `name-appid`. */
  readonly bucket: string;
  /** `ap-guangzhou`. */
  readonly region: string;
  /** The keys to sign with: `fixedCredentials({ secretId, secretKey })`, or temporary ones. */
  readonly credentials: CredentialProvider;
  /** Host that is signed and sent to, with its port. @default `<bucket>.cos.<region>.myqcloud.com` */
  readonly host?: string;
  /** `http` only for a local COS. @default "https" */
  readonly scheme?: "http" | "https";
  /** Folders before the owner and the date in every object key. @default "uploads" */
  readonly prefix?: string;
  /** IANA name of the time zone whose date is in the object key. @default "Asia/Shanghai" */
  readonly timeZone?: string;
  /** Headers that every object gets, such as Cache-Control. @default none: the holder of a signature may choose them */
  readonly objectHeaders?: ObjectHeaders;
  /** How long a signature lives. @default 900 */
  readonly lifetimeSeconds?: number;
}

/**
 * Creates an {@link UploadSigner} for a bucket, with the signing server's defaults, the system's clock and its random source.
 *
 * @throws {TypeError} for a malformed bucket or region
 * @example
 * import { createCosUploadSigner, fixedCredentials } from "@wx-cos-upload/server";
 *
 * const signer = createCosUploadSigner({
 *   bucket: "examplebucket-1250000000",
 *   region: "ap-guangzhou",
 *   credentials: fixedCredentials({ secretId: "AKIDexample", secretKey: "the-secret-key" }),
 * });
 */
export function createCosUploadSigner(options: CosUploadSignerOptions): UploadSigner {
  return createUploadSigner(uploadSignerOptions({ randomBytes, now: Date.now }, options));
}

/** The effects that a signer needs. */
export interface UploadSignerEffects {
  /** A cryptographically secure source. */
  readonly randomBytes: (bytes: number) => Buffer;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

/** Fills in the defaults. @throws {TypeError} for a malformed bucket or region */
export function uploadSignerOptions(
  { randomBytes, now }: UploadSignerEffects,
  options: CosUploadSignerOptions,
): UploadSignerOptions {
  const { bucket, region, credentials, scheme = "https", lifetimeSeconds = 900 } = options;
  if (!isBucket(bucket))
    throw new TypeError(`bucket is "${bucket}"; write it with its APPID: examplebucket-1250000000`);
  if (!isRegion(region)) throw new TypeError(`region is "${region}"; write it as COS does: ap-guangzhou`);
  return {
    scheme,
    host: options.host ?? bucketHost(bucket, region),
    bucket,
    lifetimeSeconds,
    credentials,
    createObjectKey: createObjectKeyFactory({
      prefix: options.prefix ?? "uploads",
      timeZone: options.timeZone ?? "Asia/Shanghai",
      randomBytes: createRandomPool(randomBytes),
    }),
    now,
    ...(options.objectHeaders && { objectHeaders: options.objectHeaders }),
  };
}
