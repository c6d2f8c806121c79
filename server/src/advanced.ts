/**
 * The parts of the signing server, for other frameworks, other compositions, and this project's own tools.
 * Most apps need only `@wx-cos-upload/server`.
 */
export {
  type PostPolicyResponse,
  type Problem,
  type PutSignFile,
  type PutSignResponse,
  postPolicyBatch,
  postPolicyQuery,
  putSignBatch,
  putSignQuery,
} from "@wx-cos-upload/contract";
export { isEveryAddress } from "@wx-cos-upload/node-kit";
export type { AuthenticationContext } from "./auth/authenticator.ts";
export type {
  Authentication,
  AuthenticationEffects,
  WechatAuthenticationOptions,
} from "./auth/create-authentication.ts";
export {
  bearerAuthenticator,
  CODE2SESSION_URL,
  Code2SessionError,
  createCode2Session,
  createRemoteKeys,
  createSessionTokens,
  createTokenCache,
  createWechatLogin,
  type LogIn,
  type VerifiedToken,
  type VerifyToken,
} from "./auth/index.ts";
export type { WechatConfig } from "./config/auth-config.ts";
export { type Config, ConfigError, readConfig } from "./config/config.ts";
export type { LocalCosConfig } from "./config/cos-config.ts";
export type { JwtConfig } from "./config/jwt-config.ts";
export type { Environment } from "./config/variables.ts";
export { readWorkerConfig, type WorkerConfig } from "./config/worker-config.ts";
export { type CosClientOptions, createCosClient, type SendToCos } from "./cos/cos-client.ts";
export { type CosAction, CosCallError } from "./cos/cos-error.ts";
export { type CosCalls, createCosCalls, type HeldPart, type UnfinishedUpload } from "./cos/multipart-calls.ts";
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
export type { FetchCredentials, ProvidedCredentials, TemporaryCredentials } from "./credentials/credential-provider.ts";
export { readingPolicy } from "./credentials/reading-policy.ts";
export { type ServicePolicyOptions, servicePolicy } from "./credentials/service-policy.ts";
export { type StsAdviceCode, StsError, stsAdvice, stsAdviceCode } from "./credentials/sts-error.ts";
export { PROBLEMS, type ProblemCode } from "./errors.ts";
export { type AppDependencies, type CosEventsRoute, createApp } from "./http/app.ts";
export { stopServer } from "./http/graceful-stop.ts";
export { createHttpServer } from "./http/http-server.ts";
export type { MultipartSupport } from "./http/multipart-routes.ts";
export type { ObjectSupport } from "./http/object-routes.ts";
export { type AbortUnfinishedOptions, abortUnfinished, type JanitorCounts } from "./janitor/abort-unfinished.ts";
export type { Client } from "./limits/client-key.ts";
export type { CreateLimitsOptions } from "./limits/create-limits.ts";
export {
  type Consumption,
  type LimitCost,
  type LimitPolicy,
  type LimitResult,
  type LimitStore,
  LimitStoreError,
} from "./limits/limit.ts";
export { connectRedis } from "./limits/redis-client.ts";
export { createRedisProbe } from "./limits/redis-probe.ts";
export type { UploadCost, UploadLimits } from "./limits/upload-limits.ts";
export { authenticate } from "./middleware/authenticate.ts";
export type { AllowedOrigins } from "./middleware/cross-origin.ts";
export { problemBody, toProblemError } from "./middleware/error-handler.ts";
export { type CompleteUpload, createCompleteUpload } from "./multipart/complete-upload.ts";
export { type CosMultipartUploadsOptions, createCosCallsOf } from "./multipart/create-cos-multipart-uploads.ts";
export {
  createMultipartUploads,
  type MultipartFile,
  type MultipartUploads,
  type MultipartUploadsOptions,
} from "./multipart/multipart-uploads.ts";
export { type PartPlan, planParts } from "./multipart/part-plan.ts";
export { createUploadTokens, type UploadGrant, type UploadTokens } from "./multipart/upload-token.ts";
export {
  type CosStoredObjectsOptions,
  composeStoredObjects,
  type StoredObjectsParts,
} from "./objects/create-cos-stored-objects.ts";
export type { StoredObjects } from "./objects/stored-objects.ts";
export type { UploadEvents, UploadUser } from "./objects/upload-events.ts";
export { createLogger } from "./observability/logger.ts";
export type { ReadinessCheck } from "./observability/readiness-check.ts";
export { createSecretRedactor, passwordsOf } from "./observability/redact-secrets.ts";
export type { RequestLogEntry } from "./observability/request-log-entry.ts";
export { createOpenApiDocument, type OpenApiDocument, type OpenApiOptions } from "./openapi/openapi-document.ts";
export { isOwner, type Owner, ownerOf } from "./owner.ts";
export type { UploadProofsOptions } from "./proofs/create-upload-proofs.ts";
export { type ProofKey, type ProofKeyList, parseProofKeys } from "./proofs/proof-keys.ts";
export { createProofs, type Proofs, type ProofsOptions } from "./proofs/proofs.ts";
export { fetchText, type HttpEffects, NoResponseError } from "./remote/fetch-text.ts";
export { parseQuery } from "./routes/parse-query.ts";
export { parseRequest } from "./routes/parse-request.ts";
export type { Bucket } from "./startup/bucket.ts";
export {
  type CredentialsScope,
  createCredentialsFromConfig,
  createReadingCredentialsFromConfig,
  createServiceCredentialsFromConfig,
  type IdentityPolicies,
  policiesFromConfig,
} from "./startup/create-credentials.ts";
export { createMultipartFromConfig, type MultipartCredentials } from "./startup/create-multipart.ts";
export { createSignerFromConfig } from "./startup/create-signer.ts";
export type { LocalServices, LocalWechat } from "./startup/local-services.ts";
export { runServer } from "./startup/run-server.ts";
export { CLOCK_SKEW_SECONDS } from "./uploads/live-credentials.ts";
export { type CreateObjectKey, createObjectKeyFactory, type ObjectKeyOptions } from "./uploads/object-key.ts";
export { createObjectKeyParser, type ParsedObjectKey, type ParseObjectKey } from "./uploads/parse-object-key.ts";
export { createRandomPool } from "./uploads/random-pool.ts";
export type { UploadRulesOptions } from "./uploads/upload-rules.ts";
export {
  type AllowedFile,
  checkFile,
  DEFAULT_MAX_BYTES,
  defaultExtensions,
  type ExtensionRule,
  type ExtensionRules,
  extensionRules,
  type MaxBytesByKind,
  type UploadRules,
} from "./uploads/upload-rules.ts";
export { createUploadSigner, type UploadSignerOptions } from "./uploads/upload-signer.ts";
export type { HandleCosEvent } from "./webhooks/cos-events.ts";
