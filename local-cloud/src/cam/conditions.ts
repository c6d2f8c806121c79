import { isRecord } from "../is-record.ts";
import { CamPolicyError } from "./policy-error.ts";
import { matchesPattern } from "./wildcard.ts";

/** One condition key under one operator. */
export interface Condition {
  /** Whether any of the expected values matches the request. */
  readonly isMetBy: (values: ConditionValues) => boolean;
}

/** The values that a request has for condition keys: `cos:content-length` → `1024`. */
export type ConditionValues = ReadonlyMap<string, string>;

type Compare = (actual: string, expected: string) => boolean;

/** Headers that conditions can refer to. Users report x-cos-grant-* and x-cos-forbid-overwrite; the others are published. */
const STRING_KEYS = [
  ...["cos:content-type", "cos:x-cos-acl", "cos:x-cos-storage-class", "cos:x-cos-forbid-overwrite"],
  ...["cos:x-cos-grant-read", "cos:x-cos-grant-write", "cos:x-cos-grant-read-acp", "cos:x-cos-grant-write-acp"],
  "cos:x-cos-grant-full-control",
];
const NUMERIC_KEYS = ["cos:content-length"];

/** Every condition key that is modelled. */
export const CONDITION_KEYS: readonly string[] = [...STRING_KEYS, ...NUMERIC_KEYS];

const STRING_OPERATORS: Readonly<Record<string, Compare>> = {
  string_equal: (actual, expected) => actual === expected,
  string_like: matchesPattern,
};
const NUMERIC_OPERATORS: Readonly<Record<string, Compare>> = {
  numeric_equal: numeric((actual, expected) => actual === expected),
  numeric_greater_than: numeric((actual, expected) => actual > expected),
  numeric_greater_than_equal: numeric((actual, expected) => actual >= expected),
  numeric_less_than: numeric((actual, expected) => actual < expected),
  numeric_less_than_equal: numeric((actual, expected) => actual <= expected),
};
/** Operators that are met if the value is not in the list, with the operator that each one negates. */
const NEGATED: Readonly<Record<string, string>> = {
  string_not_equal: "string_equal",
  numeric_not_equal: "numeric_equal",
};

const IF_EXIST = "_if_exist";

/**
 * Parses a statement's `condition`. A request must meet all of it: every operator, and every key of each operator.
 *
 * @throws {CamPolicyError} if an operator or key is not modelled
 * @see Conditions (436/71306), "Condition operators"
 */
export function parseConditions(condition: unknown): Condition[] {
  if (condition === undefined) return [];
  if (!isRecord(condition)) throw new CamPolicyError("StrategyFormatError", "condition must be an object");
  return Object.entries(condition).flatMap(([operator, keys]) => {
    if (!isRecord(keys) || Object.keys(keys).length === 0) {
      throw new CamPolicyError("StrategyFormatError", `${operator} must name a condition key`);
    }
    return Object.entries(keys).map(([key, expected]) => parseCondition(operator, key, expected));
  });
}

function parseCondition(operator: string, key: string, value: unknown): Condition {
  const isMetIfAbsent = operator.endsWith(IF_EXIST);
  const plain = isMetIfAbsent ? operator.slice(0, -IF_EXIST.length) : operator;
  const isNegated = plain in NEGATED;
  const compare = operatorOf(NEGATED[plain] ?? plain, operator, key);
  const expected = expectedValues(value, key);
  if (plain === "string_like") expected.forEach(rejectInnerWildcard);
  return {
    isMetBy(values) {
      const actual = values.get(key);
      if (actual === undefined) return isMetIfAbsent;
      return expected.some((candidate) => compare(actual, candidate)) !== isNegated;
    },
  };
}

function operatorOf(plain: string, operator: string, key: string): Compare {
  if (!CONDITION_KEYS.includes(key)) {
    throw new CamPolicyError("StrategyInvalid", `the condition key ${key} is not modelled here`);
  }
  const operators = NUMERIC_KEYS.includes(key) ? NUMERIC_OPERATORS : STRING_OPERATORS;
  const compare = operators[plain];
  if (compare === undefined) {
    throw new CamPolicyError("StrategyInvalid", `the operator ${operator} of ${key} is unknown or not modelled here`);
  }
  return compare;
}

function expectedValues(value: unknown, key: string): string[] {
  const values = Array.isArray(value) ? value : [value];
  const isWrong = values.some((item) => typeof item !== "string" && typeof item !== "number");
  if (values.length === 0 || isWrong) {
    throw new CamPolicyError(
      "StrategyFormatError",
      `the value of ${key} must be a string, a number or a list of these`,
    );
  }
  return values.map(String);
}

/** COS accepts `*` only at the start and the end. Conditions (436/71306), string_like */
function rejectInnerWildcard(pattern: string): void {
  if (!pattern.slice(1, -1).includes("*")) return;
  throw new CamPolicyError("StrategyInvalid", `string_like accepts * only at the start and the end of ${pattern}`);
}

/** A comparison with something that is not a number is never met: a request without a length does not count as a short one. */
function numeric(compare: (actual: number, expected: number) => boolean): Compare {
  return (actual, expected) => isNumber(actual) && isNumber(expected) && compare(Number(actual), Number(expected));
}

function isNumber(text: string): boolean {
  return /^-?[0-9]+(?:\.[0-9]+)?$/.test(text);
}
