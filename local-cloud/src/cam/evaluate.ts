import type { ConditionValues } from "./conditions.ts";
import type { CamPolicy, Statement } from "./policy.ts";
import { matchesPattern } from "./wildcard.ts";

/** A request to evaluate. */
export interface CamRequest {
  /** `name/cos:PutObject`. */
  readonly action: string;
  /** `qcs::cos:<region>:uid/<appid>:<bucket>/<key>`. */
  readonly resource: string;
  readonly values: ConditionValues;
}

/**
 * Whether policies allow a request: each policy must allow it, and no policy may deny it. Several policies form a chain: a role's own
 * policy, and the policy of the call that assumed the role, which can only narrow the first.
 *
 * @see Evaluation Logic (598/10602): everything that is not allowed is denied, and a deny outweighs every allow
 */
export function isPermitted(policies: readonly CamPolicy[], request: CamRequest): boolean {
  return policies.every(({ statements }) => {
    const effects = statements.filter((statement) => applies(statement, request)).map(({ effect }) => effect);
    return effects.includes("allow") && !effects.includes("deny");
  });
}

function applies({ actions, resources, conditions }: Statement, { action, resource, values }: CamRequest): boolean {
  return (
    actions.some((pattern) => matchesPattern(action, pattern)) &&
    resources.some((pattern) => matchesPattern(resource, pattern)) &&
    conditions.every((condition) => condition.isMetBy(values))
  );
}
