import type { CredentialProvider, UploadSigner } from "@wx-cos-upload/server";
import type { Config, CredentialsScope, connectRedis, HttpEffects } from "@wx-cos-upload/server/advanced";
import type { Texts } from "./texts/texts.ts";

/** The bucket under examination, at Tencent or on this machine. */
export interface ExaminedBucket {
  readonly scheme: "http" | "https";
  /** Includes the port unless it is the scheme's default. */
  readonly host: string;
  /** `name-appid`. */
  readonly name: string;
  readonly region: string;
  /** Started for this examination, and removed afterwards. */
  readonly isLocal: boolean;
}

/** A bucket with the credentials to sign for it. */
export interface OpenBucket extends ExaminedBucket {
  readonly scope: Omit<CredentialsScope, "bucket" | "region">;
  readonly close: () => Promise<void>;
}

/** The inputs and the effects of the checks. */
export interface Examination extends HttpEffects {
  readonly fetch: typeof fetch;
  readonly config: Config;
  readonly bucket: ExaminedBucket;
  readonly credentials: CredentialProvider;
  /** Signs as the server does. */
  readonly signer: UploadSigner;
  readonly texts: Texts;
  /** The current time in Unix milliseconds, by the clock that signatures use. */
  readonly now: () => number;
  readonly connectRedis: typeof connectRedis;
  /** The URL of code2Session. */
  readonly code2SessionUrl: string;
}

/** The folder of test objects, below the prefix: `uploads/doctor/…`. */
export const DOCTOR_FOLDER = "doctor";
