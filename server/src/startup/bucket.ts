import type { Credentials } from "@wx-cos-upload/cos-signature";
import type { RequestHandler } from "express";

/** The bucket that is signed for, wherever it is. */
export interface Bucket {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly name: string;
  readonly region: string;
  /** `undefined` where the platform has them. */
  readonly keys: Credentials | undefined;
  readonly localSts?: { readonly url: string; readonly roleArn: string } | undefined;
  /** Where it answers. */
  readonly url: string;
  /** For the person who started the server: what else there is to know of it, line by line. */
  readonly notes: readonly string[];
  /** The mini program in a browser, on a local bucket only. */
  readonly preview?: { readonly handle: RequestHandler; readonly close: () => void };
  readonly close: () => Promise<void>;
}
