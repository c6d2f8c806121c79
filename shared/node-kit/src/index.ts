export {
  type ConnectionLimits,
  type ConnectionLimitsOptions,
  endConnection,
  limitConnections,
  MAX_PENDING_RESPONSES,
  SERVER_TIMEOUTS,
} from "./connection-limits.ts";
export { isEveryAddress, type ListenOptions, listen, reachableAuthority } from "./listen.ts";
export { isQuoted, valueFault } from "./value-fault.ts";
