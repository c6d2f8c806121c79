import { isRecord } from "../../is-record.ts";
import { CosError } from "../errors.ts";

/** One condition that a form field must meet. */
export interface Condition {
  readonly operator: "eq" | "starts-with";
  /** The field's name, without `$`. `bucket` and `q-sign-time` exist only in policies. */
  readonly name: string;
  readonly value: string;
}

/** A parsed POST policy. */
export interface Policy {
  readonly expirationMs: number;
  readonly conditions: readonly Condition[];
  /** Allowed sizes of the file, both ends included. Every `content-length-range` applies. @default any size */
  readonly minBytes: number;
  readonly maxBytes: number;
}

/** Conditions that every policy must have. POST Object (436/14690), "Policy" */
const REQUIRED = ["q-sign-algorithm", "q-ak", "q-sign-time"];
/** Fields that `starts-with` may match. All others need an exact match. POST Object (436/14690), "Policy" */
const PREFIX_MATCHED = [
  ...["key", "acl", "Cache-Control", "Content-Type", "Content-Disposition", "Content-Encoding", "Expires"],
  "success_action_redirect",
];
const PREFIX_MATCHED_PREFIX = "x-cos-meta-";
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * Parses the JSON text of a policy.
 *
 * @throws {CosError} InvalidPolicyDocument
 * @see POST Object (436/14690), "Policy"
 */
export function parsePolicy(text: string): Policy {
  const policy = parseJson(text);
  if (!isRecord(policy)) throw invalid("It is not a JSON object.");
  const { expiration, conditions } = policy;
  if (typeof expiration !== "string" || !ISO_8601.test(expiration) || Number.isNaN(Date.parse(expiration))) {
    throw invalid("Its expiration is not an ISO 8601 time in UTC.");
  }
  if (!Array.isArray(conditions) || conditions.length === 0) throw new CosError("InvalidPolicyDocument");
  const ranges = conditions.filter(isRange).map(parseRange);
  const matched = conditions.filter((condition) => !isRange(condition)).flatMap(parseCondition);
  checkRequired(matched);
  return {
    expirationMs: Date.parse(expiration),
    conditions: matched,
    minBytes: Math.max(0, ...ranges.map(([min]) => min)),
    maxBytes: Math.min(Number.POSITIVE_INFINITY, ...ranges.map(([, max]) => max)),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) => checkText(value));
  } catch (cause) {
    throw cause instanceof CosError ? cause : invalid("It is not JSON.", cause);
  }
}

/** Half a character is the beginning of a string in UTF-16, but of no text in UTF-8. */
function checkText(value: unknown): unknown {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) throw invalid("It contains half a character.");
  return value;
}

function isRange(condition: unknown): condition is unknown[] {
  return Array.isArray(condition) && condition[0] === "content-length-range";
}

function parseRange([, min, max, ...rest]: unknown[]): [minBytes: number, maxBytes: number] {
  if (!isByteCount(min) || !isByteCount(max) || min > max || rest.length > 0) {
    throw invalid("content-length-range needs two whole numbers, the smaller first.");
  }
  return [min, max];
}

function isByteCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Parses `["eq", "$key", "a"]` or `{ "key": "a" }`. An object may contain several conditions. */
function parseCondition(condition: unknown): Condition[] {
  if (Array.isArray(condition)) return [parseTriple(condition)];
  if (!isRecord(condition) || Object.keys(condition).length === 0)
    throw invalid("A condition must be a list or an object.");
  return Object.entries(condition).map(([name, value]) => {
    if (typeof value !== "string") throw invalid(`The value of ${name} must be a string.`);
    return { operator: "eq", name, value };
  });
}

function parseTriple([operator, variable, value, ...rest]: unknown[]): Condition {
  if (operator !== "eq" && operator !== "starts-with") throw invalid("A condition must be eq or starts-with.");
  if (typeof variable !== "string" || typeof value !== "string" || rest.length > 0 || !variable.startsWith("$")) {
    throw invalid(`${operator} needs "$" with a field's name, and a string.`);
  }
  const name = variable.slice(1);
  if (operator === "starts-with" && !isPrefixMatched(name)) throw invalid(`${name} can only be matched exactly.`);
  return { operator, name, value };
}

function isPrefixMatched(name: string): boolean {
  return PREFIX_MATCHED.includes(name) || name.startsWith(PREFIX_MATCHED_PREFIX);
}

function checkRequired(conditions: readonly Condition[]): void {
  const missing = REQUIRED.find((name) => !conditions.some((condition) => condition.name === name));
  if (missing !== undefined) throw invalid(`It has no condition on ${missing}.`);
}

function invalid(detail: string, cause?: unknown): CosError {
  return new CosError("InvalidPolicyDocument", `The policy is not valid. ${detail}`, { cause });
}
