import { type CamPolicy, CamPolicyError, parseCamPolicy } from "../cam/index.ts";
import { StsError } from "./sts-error.ts";

/** A role that may be assumed. */
export interface LocalRole {
  /** `qcs::cam::uin/<uin>:roleName/<name>`. */
  readonly arn: string;
  /** What it may do, as the JSON of a CAM policy. @default everything */
  readonly policy?: string;
  /** The web identities that may assume it. @default none */
  readonly webIdentities?: ReadonlyArray<{ readonly providerId: string; readonly token: string }>;
}

/** What stands for a Tencent Cloud account. */
export interface LocalAccount {
  readonly appid: string;
  readonly roles: readonly LocalRole[];
}

/** What Tencent allows isn't published; the name of the error is. This is far above a policy of the signing server's. */
const MAX_POLICY_CHARACTERS = 6_144;

/**
 * Reads the `Policy` of a call: JSON, percent-encoded.
 *
 * @throws {StsError} InvalidParameter.* for what is wrong with it
 * @see GetFederationToken (1312/48195), Policy
 */
export function readPolicy(encoded: string, { appid }: LocalAccount): CamPolicy {
  if (encoded.length > MAX_POLICY_CHARACTERS * 3) throw new StsError("InvalidParameter.PolicyTooLong");
  const policy = parse(decode(encoded));
  const resources = policy.statements.flatMap((statement) => statement.resources);
  const others = resources.filter((resource) => resource !== "*" && !resource.includes(`:uid/${appid}:`));
  if (others.length > 0) {
    throw new StsError("InvalidParameter.GrantOtherResource", `${others[0]} is not of the account ${appid}.`);
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
