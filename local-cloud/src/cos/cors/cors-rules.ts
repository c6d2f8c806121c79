import { matchesPattern } from "../../cam/index.ts";
import { CosError } from "../errors.ts";

/** One rule of a bucket's CORS configuration. PUT Bucket cors (436/8279) */
export interface CorsRule {
  readonly id?: string;
  /** `http://localhost:5173`; `*` once matches any text. */
  readonly origins: readonly string[];
  /** `PUT`, `GET`, `POST`, `DELETE` or `HEAD`. */
  readonly methods: readonly string[];
  /** Request headers that a page may send; `*` once matches any text. */
  readonly headers: readonly string[];
  /** Response headers that a page may read. */
  readonly exposedHeaders: readonly string[];
  /** How long a browser may remember the response to a preflight. */
  readonly maxAgeSeconds?: number;
}

const METHODS: readonly string[] = ["PUT", "GET", "POST", "DELETE", "HEAD"];
const MAX_RULES = 100;
const ORIGIN = /^(?:https?|\*):\/\/[^\s/]+$/;
/** Control characters would break the response header that repeats the value. */
const HEADER_NAME = /^[\w*-]+$/;

/** A request as CORS sees it. */
export interface CorsRequest {
  readonly origin: string;
  readonly method: string;
  /** Names of the requested headers. @default none */
  readonly headers?: readonly string[];
}

/** The first rule that allows a request, as COS applies rules in order. */
export function findRule(
  rules: readonly CorsRule[],
  { origin, method, headers = [] }: CorsRequest,
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.origins.some((pattern) => matchesPattern(origin, pattern)) &&
      rule.methods.includes(method) &&
      headers.every((name) =>
        rule.headers.some((pattern) => matchesPattern(name.toLowerCase(), pattern.toLowerCase())),
      ),
  );
}

/**
 * Checks the rules of a new configuration.
 *
 * @returns the same rules
 * @throws {CosError} InvalidArgument
 */
export function checkCorsRules(rules: readonly CorsRule[]): readonly CorsRule[] {
  if (rules.length === 0 || rules.length > MAX_RULES) throw invalid(`There must be 1 to ${MAX_RULES} rules.`);
  for (const { origins, methods, headers, exposedHeaders } of rules) {
    if (origins.length === 0 || methods.length === 0)
      throw invalid("A rule needs an AllowedOrigin and an AllowedMethod.");
    const method = methods.find((name) => !METHODS.includes(name));
    if (method !== undefined) throw invalid(`AllowedMethod must be one of ${METHODS.join(", ")}, not ${method}.`);
    const pattern = [...origins, ...headers].find((text) => text === "" || text.split("*").length > 2);
    if (pattern !== undefined) throw invalid(`"${pattern}" must have at most one *.`);
    const header = [...headers, ...exposedHeaders].find((name) => !HEADER_NAME.test(name));
    if (header !== undefined) throw invalid(`"${header}" is not the name of a header.`);
    const origin = origins.find((text) => text !== "*" && !ORIGIN.test(text));
    if (origin !== undefined) throw invalid(`AllowedOrigin must be * or <scheme>://<host>, not ${origin}.`);
  }
  return rules;
}

function invalid(detail: string): CosError {
  return new CosError("InvalidArgument", `The CORS configuration is not valid. ${detail}`);
}
