import type { ConditionValues } from "./conditions.ts";
import type { CamPolicy, Statement } from "./policy.ts";
import { matchesPattern } from "./wildcard.ts";

/** What somebody wants to do. */
export interface CamRequest {
  /** `name/cos:PutObject`. */
  readonly action: string;
  /** `qcs::cos:<region>:uid/<appid>:<bucket>/<key>`. */
  readonly resource: string;
  readonly values: ConditionValues;
}

/**
 * Whether policies let a request pass: each of them has to allow it, and none may deny it.
 * Several policies are those of a chain: a role's own, and the one given when it was assumed, which can only narrow it.
 *
 * @see Evaluation Logic (598/10602): what is not allowed is denied, and a deny outweighs every allow
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
