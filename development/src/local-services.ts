import { apiDocs } from "@wx-cos-upload/api-docs";
import { startLocalWechat } from "@wx-cos-upload/local-cloud/wechat";
import type { LocalServices } from "@wx-cos-upload/server/advanced";
import { openLocalBucket } from "./local-bucket.ts";

/** Everything that `npm start` runs beside the signing server. */
export const localServices: LocalServices = {
  openBucket: openLocalBucket,
  startWechat: startLocalWechat,
  apiDocs: apiDocs(),
};
