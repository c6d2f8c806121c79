export {
  type FindCredentials,
  fixedCredentials,
  type LocalCredentials,
} from "./credentials.ts";
export { LOCAL_COS_DEFAULTS } from "./defaults.ts";
export { createLocalCos, type LocalCosHandler, type LocalCosOptions } from "./local-cos.ts";
export { formatLogEntry, type LogEntry } from "./log-entry.ts";
export { type CloseOptions, type LocalCos, type StartLocalCosOptions, startLocalCos } from "./start-local-cos.ts";
