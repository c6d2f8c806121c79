export {
  type FindCredentials,
  fixedCredentials,
  type LocalCredentials,
} from "./credentials.ts";
export { LOCAL_COS_DEFAULTS } from "./defaults.ts";
export type { LogEntry } from "./exchange.ts";
export { createLocalCos, type LocalCosHandler, type LocalCosOptions } from "./local-cos.ts";
export { type LocalCos, type StartLocalCosOptions, startLocalCos } from "./start-local-cos.ts";
