export { type AppDependencies, createApp } from "./app.ts";
export {
  bearerAuthenticator,
  createOwnerSegment,
  createSessionTokens,
  createTokenCache,
  type LogIn,
  type VerifiedToken,
  type VerifyToken,
} from "./auth/index.ts";
export { createUploadRules, DEFAULT_MAX_BYTES, defaultExtensions, type MaxBytesByKind } from "./config/upload-rules.ts";
export {
  type Authentication,
  type AuthenticationEffects,
  jwtAuthentication,
  type WechatAuthenticationOptions,
  wechatAuthentication,
} from "./create-authentication.ts";
export {
  type CachedCredentialsOptions,
  type CredentialsEvent,
  cacheCredentials,
} from "./credentials/cached-credentials.ts";
export { type CamPolicy, type UploadPolicyOptions, uploadPolicy } from "./credentials/cam-policy.ts";
export {
  type CredentialsSource,
  chooseProvider,
  type Platform,
  type ProviderOptions,
} from "./credentials/choose-provider.ts";
export {
  type CredentialProvider,
  type FetchCredentials,
  fixedCredentials,
  type ProvidedCredentials,
  type TemporaryCredentials,
} from "./credentials/credential-provider.ts";
export { PROBLEMS, type ProblemCode, ProblemError } from "./errors.ts";
export { stopServer } from "./graceful-stop.ts";
export { createHttpServer } from "./http-server.ts";
export { type Authenticator, authenticate } from "./middleware/authenticate.ts";
export type { RequestLogEntry } from "./middleware/request-log.ts";
export { isOwner, type Owner, ownerOf } from "./owner.ts";
export { createRandomPool } from "./random-pool.ts";
export type { ReadinessCheck } from "./routes/health.ts";
export {
  type AdmissionOptions,
  type AdmittedFile,
  admitFile,
  type UploadRule,
  type UploadRules,
} from "./uploads/admit-file.ts";
export { createUploadSigner, type UploadSigner, type UploadSignerOptions } from "./uploads/upload-signer.ts";
