import { type CamPolicy, CamPolicyError, parseCamPolicy } from "../cam/index.ts";
import { StsError } from "./sts-error.ts";

/** A role that callers may assume. */
export interface LocalRole {
  /** `qcs::cam::uin/<uin>:roleName/<name>`. */
  readonly arn: string;
  /** The JSON of the CAM policy of the role. @default a role that may do everything */
  readonly policy?: string;
  /** The web identities that may assume it. @default none */
  readonly webIdentities?: ReadonlyArray<{ readonly providerId: string; readonly token: string }>;
}

/** The stand-in for a Tencent Cloud account. */
export interface LocalAccount {
  readonly appid: string;
  readonly roles: readonly LocalRole[];
}

/** Far above the length of the signing server's policies. Tencent publishes the error but not the limit. */
const MAX_POLICY_CHARACTERS = 6_144;

/**
 * Parses the `Policy` of a call: percent-encoded JSON.
 *
 * @throws {StsError} InvalidParameter.* if the policy is invalid
 * @see GetFederationToken (1312/48195), Policy
 */
export function readPolicy(encoded: string, { appid }: LocalAccount): CamPolicy {
  if (encoded.length > MAX_POLICY_CHARACTERS * 3) throw new StsError("InvalidParameter.PolicyTooLong");
  const policy = parse(decode(encoded));
  const resources = policy.statements.flatMap((statement) => statement.resources);
  const others = resources.filter((resource) => resource !== "*" && !resource.includes(`:uid/${appid}:`));
  if (others.length > 0) {
    throw new StsError("InvalidParameter.GrantOtherResource", `${others[0]} does not belong to the account ${appid}.`);
  }
  return policy;
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new StsError("InvalidParameter.StrategyFormatError", "Policy is not percent-encoded.");
  }
}

function parse(text: string): CamPolicy {
  try {
    return parseCamPolicy(text);
  } catch (error) {
    if (error instanceof CamPolicyError) throw new StsError(`InvalidParameter.${error.code}`, error.message);
    throw error;
  }
}

/** @throws {StsError} ResourceNotFound.RoleNotFound */
export function findRole(
  { roles }: LocalAccount,
  arn: string,
): LocalRole & { readonly policies: readonly CamPolicy[] } {
  const role = roles.find((candidate) => candidate.arn === arn);
  if (role === undefined) throw new StsError("ResourceNotFound.RoleNotFound", `There is no role ${arn}.`);
  return { ...role, policies: role.policy === undefined ? [] : [parse(role.policy)] };
}
