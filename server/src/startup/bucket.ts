import type { Credentials } from "@wx-cos-upload/cos-signature";
import type { RequestHandler } from "express";

/** The bucket to sign for, at Tencent or on this machine. */
export interface Bucket {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly name: string;
  readonly region: string;
  /** `undefined` if the platform provides the credentials. */
  readonly keys: Credentials | undefined;
  readonly localSts?: { readonly url: string; readonly roleArn: string } | undefined;
  /** The URL of the bucket. */
  readonly url: string;
  /** Further lines for the person who started the server. */
  readonly notes: readonly string[];
  /** The mini program in a browser; only with a local bucket. */
  readonly preview?: { readonly handle: RequestHandler; readonly close: () => void };
  readonly close: () => Promise<void>;
}
