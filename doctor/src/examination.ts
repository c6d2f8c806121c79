import type { CredentialProvider, UploadSigner } from "@wx-cos-upload/server";
import type {
  Config,
  CosCalls,
  CredentialsScope,
  connectRedis,
  HttpEffects,
  MultipartUploads,
} from "@wx-cos-upload/server/advanced";
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
  /** Sign upload tokens. `undefined` if they are missing. */
  readonly uploadTokenKeys: Config["multipart"]["uploadTokenKeys"];
  readonly close: () => Promise<void>;
}

/** Uploads in parts as the server makes them, and its own calls of COS. */
export interface ExaminedParts {
  readonly uploads: MultipartUploads;
  readonly cos: CosCalls;
}

/** The inputs and the effects of the checks. */
export interface Examination extends HttpEffects {
  readonly fetch: typeof fetch;
  readonly config: Config;
  readonly bucket: ExaminedBucket;
  readonly credentials: CredentialProvider;
  /** Signs as the server does. */
  readonly signer: UploadSigner;
  /** Uploads in parts, or the variables that they need. */
  readonly parts: ExaminedParts | { readonly missingVariables: readonly string[] };
  readonly texts: Texts;
  /** The current time in Unix milliseconds, by the clock that signatures use. */
  readonly now: () => number;
  readonly connectRedis: typeof connectRedis;
  /** The URL of code2Session. */
  readonly code2SessionUrl: string;
}

/** The folder of test objects, below the prefix: `uploads/doctor/…`. */
export const DOCTOR_FOLDER = "doctor";
