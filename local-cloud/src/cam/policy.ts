import { isRecord } from "../is-record.ts";
import { type Condition, parseConditions } from "./conditions.ts";
import { CamPolicyError } from "./policy-error.ts";

/** One rule of a policy. A single value has become a list of one. */
export interface Statement {
  readonly effect: "allow" | "deny";
  /** `name/cos:PutObject`, `name/cos:*` or `*`. */
  readonly actions: readonly string[];
  /** `qcs::cos:<region>:uid/<appid>:<bucket>/<key>`, where `*` matches any text. */
  readonly resources: readonly string[];
  /** The rule applies if all of them are met. */
  readonly conditions: readonly Condition[];
}

/** A CAM policy, parsed completely. */
export interface CamPolicy {
  readonly statements: readonly Statement[];
}

const POLICY_ELEMENTS = ["version", "statement"];
const STATEMENT_ELEMENTS = ["effect", "action", "resource", "condition"];
const ACTION = /^(?:name\/)?cos:(?:\*|[A-Z][A-Za-z]*\*?)$/;
const RESOURCE = /^qcs::cos:[a-z0-9*-]*:uid\/([0-9]+|\*):.+$/;
/** The older of the two forms in Tencent's own code: the bucket without its APPID, after `prefix//<appid>/`. */
const PREFIX_FORM = /^(qcs::cos:[^:]*:uid\/[^:]+):prefix\/\/([0-9]+)\/([^/]+)\/(.*)$/;

/**
 * Parses a policy from a call of STS. It rejects everything that is not modelled here, because an ignored rule would allow requests that
 * Tencent denies.
 *
 * @throws {CamPolicyError}
 * @see Element Reference (598/10604); GetFederationToken (1312/48195): no `principal`
 */
export function parseCamPolicy(text: string): CamPolicy {
  const policy = parseJson(text);
  rejectUnknownElements(policy, POLICY_ELEMENTS, "the policy");
  if (policy["version"] !== "2.0") throw new CamPolicyError("StrategyFormatError", 'version must be "2.0"');
  const statements = listOf(policy["statement"]);
  if (statements.length === 0) throw new CamPolicyError("StrategyFormatError", "statement is missing or empty");
  return { statements: statements.map(parseStatement) };
}

function parseStatement(statement: unknown): Statement {
  if (!isRecord(statement)) throw new CamPolicyError("StrategyFormatError", "a statement must be an object");
  rejectUnknownElements(statement, STATEMENT_ELEMENTS, "a statement");
  const { effect } = statement;
  if (effect !== "allow" && effect !== "deny") {
    throw new CamPolicyError("StrategyFormatError", "effect must be allow or deny, in lower case");
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
    throw new CamPolicyError(
      "StrategyInvalid",
      `the action ${action} must be an action of COS, such as name/cos:PutObject`,
    );
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
    `the resource ${resource} must have the form qcs::cos:<region>:uid/<appid>:<bucket>/<key>`,
  );
}

function parseJson(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Reported below, like any other text that is not an object.
  }
  throw new CamPolicyError("StrategyFormatError", "the policy must be a JSON object");
}

function rejectUnknownElements(element: Record<string, unknown>, known: readonly string[], where: string): void {
  const other = Object.keys(element).find((name) => !known.includes(name));
  if (other === undefined) return;
  if (other === "principal") throw new CamPolicyError("StrategyInvalid", "a policy for STS must not have a principal");
  throw new CamPolicyError("StrategyFormatError", `${where} has ${other}, which is not modelled here`);
}

function textsOf(value: unknown, name: string): string[] {
  const texts = listOf(value).filter((item) => typeof item === "string");
  if (texts.length === 0 || texts.length < listOf(value).length) {
    throw new CamPolicyError("StrategyFormatError", `${name} must be a string or a list of strings`);
  }
  return texts;
}

/** CAM accepts a single value in place of a list. */
function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
