import { authorize, formatKeyTime, objectUrl } from "@wx-cos-upload/cos-signature";
import type { Examination } from "./examination.ts";

const LIFETIME_SECONDS = 60;

/** Signs a HEAD or DELETE request for an object. The server itself never sends these. */
export async function signedRequest(
  { bucket, credentials, now }: Pick<Examination, "bucket" | "credentials" | "now">,
  method: "HEAD" | "DELETE",
  key: string,
): Promise<readonly [url: string, init: RequestInit]> {
  const keys = await credentials();
  const nowSeconds = Math.floor(now() / 1000);
  const { authorization } = authorize({
    method,
    pathname: `/${key}`,
    headers: [["host", bucket.host]],
    credentials: keys,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - LIFETIME_SECONDS, endSeconds: nowSeconds + LIFETIME_SECONDS }),
  });
  const token = keys.securityToken;
  const headers = { Authorization: authorization, ...(token !== undefined && { "x-cos-security-token": token }) };
  return [objectUrl(bucket.scheme, bucket.host, key), { method, headers }];
}
