import type { CredentialProvider, UploadSigner } from "@wx-cos-upload/server";
import type { Config, CredentialsScope, connectRedis, HttpEffects } from "@wx-cos-upload/server/advanced";
import type { Texts } from "./texts/texts.ts";

/** The bucket that is examined, wherever it is. */
export interface ExaminedBucket {
  readonly scheme: "http" | "https";
  /** With its port unless that is the scheme's own. */
  readonly host: string;
  /** `name-appid`. */
  readonly name: string;
  readonly region: string;
  /** Started for this examination, and gone after it. */
  readonly isLocal: boolean;
}

/** The same with what it takes to sign for it. */
export interface OpenBucket extends ExaminedBucket {
  readonly scope: Omit<CredentialsScope, "bucket" | "region">;
  readonly close: () => Promise<void>;
}

/** What the checks look at, and what they look with. */
export interface Examination extends HttpEffects {
  readonly fetch: typeof fetch;
  readonly config: Config;
  readonly bucket: ExaminedBucket;
  readonly credentials: CredentialProvider;
  /** Signs as the server does. */
  readonly signer: UploadSigner;
  readonly texts: Texts;
  /** The present, in Unix milliseconds: the clock that signatures are made by. */
  readonly now: () => number;
  readonly connectRedis: typeof connectRedis;
  /** Where code2Session is. */
  readonly code2SessionUrl: string;
}

/** The folder below the prefix that test objects go to: `uploads/doctor/…`. */
export const DOCTOR_FOLDER = "doctor";
