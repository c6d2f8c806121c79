export { CONDITION_KEYS, type ConditionValues } from "./conditions.ts";
export { type CamRequest, isPermitted } from "./evaluate.ts";
export { type CamPolicy, parseCamPolicy } from "./policy.ts";
export { CamPolicyError } from "./policy-error.ts";
export { matchesPattern } from "./wildcard.ts";
