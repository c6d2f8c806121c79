import type { NameValues } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { allValues, type CosRequest } from "../request/cos-request.ts";

/** `AWS4-HMAC-SHA256 Credential=…` and the older `AWS <id>:<signature>`. The case of a scheme does not count. RFC 9110, 11.1 */
const S3_AUTHORIZATION = /^AWS(?:4-[A-Z0-9-]+)?(?:\s|$)/i;
/** Parameters of presigned URLs and fields of forms of S3, in both versions. */
const S3_PARAMETER =
  /^(?:x-amz-(?:algorithm|credential|signature|signedheaders|expires|date|security-token)|awsaccesskeyid)$/i;
const BASE64 = /^[A-Za-z0-9+/]+=*$/;
/** The bytes of an HMAC-SHA1, which come before the text in a signature of the JSON API. */
const HMAC_BYTES = 20;

/**
 * Rejects a request that is signed for S3 or for COS's older JSON API. COS has endpoints that accept such signatures; the local bucket has
 * not.
 *
 * @throws {CosError} NotImplemented with advice
 */
export function rejectOtherSignature({ headers, query }: CosRequest): void {
  const whole = allValues(headers, "authorization");
  if (whole.some((text) => S3_AUTHORIZATION.test(text))) throw signedForS3();
  rejectS3Parameters(query);
  if ([...whole, ...allValues(query, "sign")].some(isOfJsonApi)) throw notModelled("of COS's older JSON API");
}

/**
 * Rejects the query of a presigned URL of S3, and the fields of a form that is signed for S3.
 *
 * @throws {CosError} NotImplemented with advice
 */
export function rejectS3Parameters(pairs: NameValues): void {
  if (pairs.some(([name]) => S3_PARAMETER.test(name))) throw signedForS3();
}

function signedForS3(): CosError {
  return notModelled("of S3 (AWS4-HMAC-SHA256, X-Amz-*)");
}

/** Whether a text is Base64 of an HMAC and of `a=<APPID>&b=<bucket>&k=<SecretId>&…&f=<path>`, in any order. */
function isOfJsonApi(text: string): boolean {
  if (!BASE64.test(text)) return false;
  const signed = new URLSearchParams(Buffer.from(text, "base64").toString("latin1", HMAC_BYTES));
  return ["a", "b", "k", "f"].every((name) => signed.has(name));
}

function notModelled(whose: string): CosError {
  return new CosError(
    "NotImplemented",
    `The request has a signature ${whose}. The local bucket accepts only signatures of COS's XML API: q-sign-algorithm=sha1&q-ak=… in the Authorization header or the query, as a COS SDK creates them. See Request Signature (436/7778).`,
  );
}
