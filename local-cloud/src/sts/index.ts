export type { LocalRole } from "./account.ts";
export type { StsLogEntry } from "./local-sts.ts";
export {
  LOCAL_STS_ROLE_ARN,
  type LocalSts,
  type StartLocalStsOptions,
  startLocalSts,
} from "./start-local-sts.ts";
