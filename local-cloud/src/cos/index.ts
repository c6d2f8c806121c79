export { type CamPolicy, CamPolicyError, parseCamPolicy } from "../cam/index.ts";
export {
  type FindCredentials,
  fixedCredentials,
  type LocalCredentials,
} from "./credentials.ts";
export { LOCAL_COS_DEFAULTS } from "./defaults.ts";
export { createLocalCos, type LocalCosControls, type LocalCosHandler, type LocalCosOptions } from "./local-cos.ts";
export { formatLogEntry, type LogEntry } from "./log-entry.ts";
export { type CloseOptions, type LocalCos, type StartLocalCosOptions, startLocalCos } from "./start-local-cos.ts";
export type { Failure } from "./testing/failures.ts";
export type { RecordedRequest } from "./testing/journal.ts";
export type { OperationName } from "./testing/operation-name.ts";
export type { Seed, SeedObject, SeedObjectWithHeaders } from "./testing/seed.ts";
export type { SignatureComparison } from "./testing/signature-comparison.ts";
