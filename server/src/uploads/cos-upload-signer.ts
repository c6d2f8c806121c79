import { randomBytes } from "node:crypto";
import { bucketHost, isBucket, isRegion } from "@wx-cos-upload/cos-signature";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import { createObjectKeyFactory, isPrefix } from "./object-key.ts";
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
 * @throws {TypeError} for a malformed option
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

/** Fills in the defaults. @throws {TypeError} for a malformed option */
export function uploadSignerOptions(
  { randomBytes, now }: UploadSignerEffects,
  options: CosUploadSignerOptions,
): UploadSignerOptions {
  const { bucket, region, credentials, scheme = "https", lifetimeSeconds = 900, prefix = "uploads" } = options;
  if (!isBucket(bucket))
    throw new TypeError(`bucket is "${bucket}"; write it with its APPID: examplebucket-1250000000`);
  if (!isRegion(region)) throw new TypeError(`region is "${region}"; write it as COS does: ap-guangzhou`);
  if (!isPrefix(prefix)) throw new TypeError(`prefix is "${prefix}"; write folders with "/" between them: app/photos`);
  const host = options.host ?? bucketHost(bucket, region);
  requireHost("host", scheme, host);
  requireWhole("lifetimeSeconds", lifetimeSeconds);
  return {
    scheme,
    host,
    bucket,
    lifetimeSeconds,
    credentials,
    createObjectKey: createObjectKeyFactory({
      prefix,
      timeZone: options.timeZone ?? "Asia/Shanghai",
      randomBytes: createRandomPool(randomBytes),
    }),
    now,
    ...(options.objectHeaders && { objectHeaders: options.objectHeaders }),
  };
}

/** @throws {TypeError} unless an option is a host that a client sends unchanged, with its port unless that is the scheme's default */
export function requireHost(name: string, scheme: "http" | "https", host: string): void {
  const url = `${scheme}://${host}`;
  if (URL.canParse(url) && new URL(url).host === host) return;
  throw new TypeError(`${name} is "${host}"; write a host in lower case without a scheme and path: img.example.com`);
}

/** @throws {TypeError} unless an option is a whole number of at least 1 */
export function requireWhole(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new TypeError(`${name} is ${value}; write a whole number from 1`);
}
