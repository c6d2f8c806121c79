import { appidOf } from "@wx-cos-upload/cos-signature";

const BUCKET = "examplebucket-1250000000";

/** What stands in for an account that nobody has yet. */
export const LOCAL_COS_DEFAULTS = Object.freeze({
  bucket: BUCKET,
  appid: appidOf(BUCKET),
  region: "ap-guangzhou",
  /**
   * The sample keys of Tencent's own documentation: public, and worth nothing.
   *
   * @see Request Signature (436/7778), "Actual case"
   */
  credentials: Object.freeze({
    secretId: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q",
    secretKey: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz",
  }),
  listenHost: "127.0.0.1",
  port: 3001,
  /** Pages on this machine, whatever their port. */
  corsOrigins: Object.freeze(
    ["localhost", "127.0.0.1", "[::1]"].flatMap((host) => [`http://${host}`, `http://${host}:*`]),
  ),
});
