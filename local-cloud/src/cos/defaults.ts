import { appidOf } from "@wx-cos-upload/cos-signature";

const BUCKET = "examplebucket-1250000000";

/** The values for a developer who has no account yet. */
export const LOCAL_COS_DEFAULTS = Object.freeze({
  bucket: BUCKET,
  appid: appidOf(BUCKET),
  region: "ap-guangzhou",
  /**
   * The sample keys of Tencent's own documentation. They are public and open no account.
   *
   * @see Request Signature (436/7778), "Actual case"
   */
  credentials: Object.freeze({
    secretId: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q",
    secretKey: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz",
  }),
  listenHost: "127.0.0.1",
  port: 3001,
  /** Pages on this machine, on any port. */
  corsOrigins: Object.freeze(
    ["localhost", "127.0.0.1", "[::1]"].flatMap((host) => [`http://${host}`, `http://${host}:*`]),
  ),
});
