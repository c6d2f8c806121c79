import type { RequestHandler } from "express";
import type { Config } from "../config/config.ts";
import type { LocalCosConfig } from "../config/cos-config.ts";
import type { Bucket } from "./bucket.ts";

/** The stand-in for WeChat's login, listening. */
export interface LocalWechat {
  /** The URL of its code2Session. */
  readonly url: string;
  readonly appSecret: string;
  close(): Promise<void>;
}

/** What a developer's machine has and a production install does not: stand-ins for remote services, and pages to look at. */
export interface LocalServices {
  /** Opens the local bucket, with all that runs beside it. */
  openBucket(config: Config, cos: LocalCosConfig): Promise<Bucket>;
  startWechat(options: { readonly appId: string }): Promise<LocalWechat>;
  /** The page of the API. */
  readonly apiDocs: RequestHandler;
}
