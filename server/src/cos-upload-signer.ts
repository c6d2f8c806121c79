import { randomBytes } from "node:crypto";
import { bucketHost, createObjectKeyFactory, isBucket, isRegion } from "./cos/index.ts";
import type { CredentialProvider } from "./credentials/credential-provider.ts";
import { createRandomPool } from "./random-pool.ts";
import { createUploadSigner, type UploadSigner } from "./uploads/upload-signer.ts";
import type { ObjectHeaders } from "./uploads/upload-target.ts";

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
 * An {@link UploadSigner} for a bucket, with the signing server's defaults, the system's clock and its random source.
 * createUploadSigner takes each of its parts instead.
 *
 * @throws {TypeError} for a bucket or region that is none
 */
export function createCosUploadSigner(options: CosUploadSignerOptions): UploadSigner {
  const { bucket, region, credentials, scheme = "https", lifetimeSeconds = 900 } = options;
  if (!isBucket(bucket))
    throw new TypeError(`bucket is "${bucket}"; write it with its APPID: examplebucket-1250000000`);
  if (!isRegion(region)) throw new TypeError(`region is "${region}"; write it as COS does: ap-guangzhou`);
  return createUploadSigner({
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
    now: Date.now,
    ...(options.objectHeaders && { objectHeaders: options.objectHeaders }),
  });
}
