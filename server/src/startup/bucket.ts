import type { Credentials } from "@wx-cos-upload/cos-signature";
import type { RequestHandler } from "express";
import type { SecretList } from "../auth/index.ts";
import type { ProofKeyList } from "../proofs/proof-keys.ts";

/** The bucket to sign for, at Tencent or on this machine. */
export interface Bucket {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly name: string;
  readonly region: string;
  /** Sign uploads, or request the credentials that do. `undefined` if the platform provides the credentials. */
  readonly keys: Credentials | undefined;
  /** Sign the server's own calls, with CREDENTIALS=keys. `undefined` if they are missing, or come from elsewhere. */
  readonly serviceKeys: Credentials | undefined;
  /** Sign and verify upload tokens. `undefined` if they are missing. */
  readonly uploadTokenKeys: SecretList | undefined;
  /** Sign URLs for reading, with CREDENTIALS=keys. `undefined` if they are missing, or come from elsewhere. */
  readonly readingKeys: Credentials | undefined;
  /** Sign proofs. `undefined` if they are missing. */
  readonly proofKeys: ProofKeyList | undefined;
  readonly localSts?: { readonly url: string; readonly roleArn: string } | undefined;
  /** The URL of the bucket. */
  readonly url: string;
  /** Further lines for the person who started the server. */
  readonly notes: readonly string[];
  /** The mini program in a browser; only with a local bucket. */
  readonly preview?: { readonly handle: RequestHandler; readonly close: () => void };
  readonly close: () => Promise<void>;
}
