import type { NameValues } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { allValues, type CosRequest } from "../request/cos-request.ts";

/** `AWS4-HMAC-SHA256 Credential=…` and the older `AWS <id>:<signature>`. The case of a scheme does not count. RFC 9110, 11.1 */
const S3_AUTHORIZATION = /^AWS(?:4-[A-Z0-9-]+)?(?:\s|$)/i;
/** Parameters of presigned URLs and fields of forms of S3, in both versions. */
const S3_PARAMETER =
  /^(?:x-amz-(?:algorithm|credential|signature|signedheaders|expires|date|security-token)|awsaccesskeyid)$/i;

/**
 * Rejects a request that is signed for S3. COS has an endpoint that accepts such signatures; the local bucket has not.
 *
 * @throws {CosError} NotImplemented with advice
 */
export function rejectS3Signature({ headers, query }: CosRequest): void {
  if (allValues(headers, "authorization").some((value) => S3_AUTHORIZATION.test(value))) throw signedForS3();
  rejectS3Parameters(query);
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
  return new CosError(
    "NotImplemented",
    "The request has a signature of S3 (AWS4-HMAC-SHA256, X-Amz-*). The local bucket accepts only signatures of COS: q-sign-algorithm=sha1&q-ak=… in the Authorization header or the query, as a COS SDK creates them. See Request Signature (436/7778).",
  );
}
