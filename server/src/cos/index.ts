export { type Authorization, type AuthorizationInput, authorize, type Credentials } from "./authorization.ts";
export { appidOf, bucketHost, isBucket, isRegion, MAX_BUCKET_HOST_CHARACTERS } from "./bucket.ts";
export { type HttpString, httpString, type NameValues, type SignedRequest } from "./http-string.ts";
export { formatKeyTime, type KeyTime } from "./key-time.ts";
export { type CreateObjectKey, createObjectKeyFactory, type ObjectKeyOptions } from "./object-key.ts";
export { objectUrl } from "./object-url.ts";
export {
  createPostPolicy,
  type PostPolicy,
  type PostPolicyInput,
  type PostPolicySignature,
  signPostPolicy,
} from "./post-policy.ts";
export { signKey } from "./sign-key.ts";
export { type SignedUrlInput, signedUrl } from "./signed-url.ts";
export { createSigningKeyCache, type DeriveSigningKey, deriveSigningKey, type SigningKey } from "./signing-key.ts";
export { urlEncode, urlEncodePath } from "./url-encode.ts";
