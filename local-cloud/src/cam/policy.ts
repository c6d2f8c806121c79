import { isRecord } from "../is-record.ts";
import { type Condition, parseConditions } from "./conditions.ts";
import { CamPolicyError } from "./policy-error.ts";

/** One rule of a policy, with every list written out. */
export interface Statement {
  readonly effect: "allow" | "deny";
  /** `name/cos:PutObject`, `name/cos:*` or `*`. */
  readonly actions: readonly string[];
  /** `qcs::cos:<region>:uid/<appid>:<bucket>/<key>`, `*` standing for any text. */
  readonly resources: readonly string[];
  /** All have to be met. */
  readonly conditions: readonly Condition[];
}

/** A CAM policy, read and understood to its last word. */
export interface CamPolicy {
  readonly statements: readonly Statement[];
}

const POLICY_ELEMENTS = ["version", "statement"];
const STATEMENT_ELEMENTS = ["effect", "action", "resource", "condition"];
const ACTION = /^(?:name\/)?cos:(?:\*|[A-Z][A-Za-z]*\*?)$/;
const RESOURCE = /^qcs::cos:[a-z0-9*-]*:uid\/([0-9]+|\*):.+$/;
/** The older of the two forms that Tencent's own code writes: the bucket without its APPID, after `prefix//<appid>/`. */
const PREFIX_FORM = /^(qcs::cos:[^:]*:uid\/[^:]+):prefix\/\/([0-9]+)\/([^/]+)\/(.*)$/;

/**
 * Reads a policy that comes with a call of STS.
 *
 * What is not modelled here is refused and never passed over: a rule that is ignored would let through what Tencent denies.
 *
 * @throws {CamPolicyError}
 * @see Element Reference (598/10604); GetFederationToken (1312/48195): no `principal`
 */
export function parseCamPolicy(text: string): CamPolicy {
  const policy = parseJson(text);
  refuseOthers(policy, POLICY_ELEMENTS, "the policy");
  if (policy["version"] !== "2.0") throw new CamPolicyError("StrategyFormatError", 'version has to be "2.0"');
  const statements = listOf(policy["statement"]);
  if (statements.length === 0) throw new CamPolicyError("StrategyFormatError", "statement is missing or empty");
  return { statements: statements.map(parseStatement) };
}

function parseStatement(statement: unknown): Statement {
  if (!isRecord(statement)) throw new CamPolicyError("StrategyFormatError", "a statement is no object");
  refuseOthers(statement, STATEMENT_ELEMENTS, "a statement");
  const { effect } = statement;
  if (effect !== "allow" && effect !== "deny") {
    throw new CamPolicyError("StrategyFormatError", "effect is allow or deny, in lower case");
  }
  return {
    effect,
    actions: textsOf(statement["action"], "action").map(parseAction),
    resources: textsOf(statement["resource"], "resource").map(parseResource),
    conditions: parseConditions(statement["condition"]),
  };
}

function parseAction(action: string): string {
  if (action === "*") return action;
  if (!ACTION.test(action)) {
    throw new CamPolicyError("StrategyInvalid", `the action ${action} is none of COS's, such as name/cos:PutObject`);
  }
  return action.startsWith("name/") ? action : `name/${action}`;
}

function parseResource(resource: string): string {
  if (resource === "*") return resource;
  const [, head, appid, bucket, key] = PREFIX_FORM.exec(resource) ?? [];
  if (head !== undefined) return `${head}:${bucket}-${appid}/${key}`;
  if (RESOURCE.test(resource)) return resource;
  throw new CamPolicyError(
    "ResouceError",
    `the resource ${resource} is not of the form qcs::cos:<region>:uid/<appid>:<bucket>/<key>`,
  );
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Told below, as any other text that is no object.
  }
  throw new CamPolicyError("StrategyFormatError", "the policy is not a JSON object");
}

function refuseOthers(element: Record<string, unknown>, known: readonly string[], where: string): void {
  const other = Object.keys(element).find((name) => !known.includes(name));
  if (other === undefined) return;
  if (other === "principal") throw new CamPolicyError("StrategyInvalid", "a policy for STS has no principal");
  throw new CamPolicyError("StrategyFormatError", `${where} has ${other}, which is not modelled here`);
}

function textsOf(value: unknown, name: string): string[] {
  const texts = listOf(value).filter((item) => typeof item === "string");
  if (texts.length === 0 || texts.length < listOf(value).length) {
    throw new CamPolicyError("StrategyFormatError", `${name} is a text or a list of texts`);
  }
  return texts;
}

/** CAM takes a single thing where it takes a list. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
