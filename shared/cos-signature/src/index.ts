export { type Authorization, type AuthorizationInput, authorize, type Credentials } from "./authorization.ts";
export { appidOf, bucketHost, isBucket, isRegion, MAX_BUCKET_HOST_CHARACTERS } from "./bucket.ts";
export { type HttpString, httpString, type NameValues, type SignedRequest } from "./http-string.ts";
export { formatKeyTime, type KeyTime } from "./key-time.ts";
export {
  createPostPolicy,
  type PostPolicy,
  type PostPolicyInput,
  type PostPolicySignature,
  signPostPolicy,
} from "./post-policy.ts";
export { type SignedUrlInput, signedUrl } from "./signed-url.ts";
export {
  createSigningKeyCache,
  type DeriveSigningKey,
  deriveSigningKey,
  type SigningKey,
  signKey,
} from "./signing-key.ts";
export { type Tc3Authorization, type Tc3Input, tc3Authorize } from "./tc3-authorization.ts";
export { objectUrl, urlEncode, urlEncodePath } from "./url-encode.ts";
