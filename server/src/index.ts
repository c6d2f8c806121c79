/**
 * The signing server as a library: its router for an Express app, its signer for any framework. docs/server-library.md shows both at work.
 * What these are made of, and the whole server, is in `@wx-cos-upload/server/advanced`.
 */

export type { Authenticator } from "./auth/authenticator.ts";
export { jwtAuthentication, wechatAuthentication } from "./auth/create-authentication.ts";
export { createOwnerSegment } from "./auth/owner-segment.ts";
export { type CredentialProvider, fixedCredentials } from "./credentials/credential-provider.ts";
export { ProblemError } from "./errors.ts";
export { createUploadRouter, type UploadRouterOptions } from "./http/upload-router.ts";
export { createLimits } from "./limits/create-limits.ts";
export { createCosMultipartUploads } from "./multipart/create-cos-multipart-uploads.ts";
export { createCosStoredObjects } from "./objects/create-cos-stored-objects.ts";
export { createUploadProofs } from "./proofs/create-upload-proofs.ts";
export { type CosUploadSignerOptions, createCosUploadSigner } from "./uploads/cos-upload-signer.ts";
export { createUploadRules } from "./uploads/upload-rules.ts";
export type { UploadSigner } from "./uploads/upload-signer.ts";
