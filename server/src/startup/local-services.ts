import type { RequestHandler } from "express";
import type { Config } from "../config/config.ts";
import type { LocalCosConfig } from "../config/cos-config.ts";
import type { Bucket } from "./bucket.ts";

/** The running stand-in for WeChat's login. */
export interface LocalWechat {
  /** The URL of its code2Session. */
  readonly url: string;
  readonly appSecret: string;
  close(): Promise<void>;
}

/** Services of a developer's machine that a production install does not have: stand-ins for remote services, and web pages. */
export interface LocalServices {
  /** Starts the local bucket and the services beside it. */
  openBucket(config: Config, cos: LocalCosConfig): Promise<Bucket>;
  startWechat(options: { readonly appId: string }): Promise<LocalWechat>;
  /** The web page of the API. */
  readonly apiDocs: RequestHandler;
}
