import { PROBLEMS, type ProblemCode } from "../errors.ts";
import type { Operation } from "./operations.ts";
import { type JsonSchema, schemaRef } from "./schemas.ts";

type Headers = Readonly<Record<string, JsonSchema>>;

const header = (name: string): JsonSchema => ({ $ref: `#/components/headers/${name}` });

/** Headers that responses refer to. RateLimit and RateLimit-Policy: draft-ietf-httpapi-ratelimit-headers-10 */
export const HEADERS: Readonly<Record<string, JsonSchema>> = {
  "X-Request-Id": {
    description: "The request's id in the server log. A well-formed id of the request is kept.",
    required: true,
    schema: { type: "string", pattern: "^[\\w.-]{8,64}$" },
  },
  "RateLimit-Policy": {
    description: "The limits that apply: `q` in `w` seconds. Absent if there are none.",
    schema: { type: "string" },
    example: '"requests";q=120;w=60, "files";q=2000;w=86400',
  },
  RateLimit: {
    description: "The rest of each limit, `r`, and the seconds `t` until it resets.",
    schema: { type: "string" },
    example: '"requests";r=119;t=60, "files";r=1999;t=86400',
  },
  "Retry-After": {
    description: "Seconds to wait before the next attempt.",
    required: true,
    schema: { type: "integer", minimum: 1 },
  },
  "WWW-Authenticate": {
    description: "How to authenticate.",
    required: true,
    schema: { type: "string" },
    example: "Bearer",
  },
  Allow: { description: "The methods that the path supports.", required: true, schema: { type: "string" } },
};

/** A 400 has this header only if the Authorization header itself is malformed. RFC 6750 §3.1, `invalid_request` */
const BROKEN_AUTHORIZATION: Headers = { "WWW-Authenticate": { ...HEADERS["WWW-Authenticate"], required: false } };

const RETRY_STATUSES: ReadonlySet<number> = new Set([429, 503]);

/** The responses of an operation, by status. */
export function responsesOf(
  operation: Operation,
  problems: readonly ProblemCode[],
): Readonly<Record<string, JsonSchema>> {
  const limits: Headers = operation.limited
    ? { "RateLimit-Policy": header("RateLimit-Policy"), RateLimit: header("RateLimit") }
    : {};
  const statuses = [...new Set(problems.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);
  const rejections = statuses.map((status) => [
    String(status),
    problemResponse(
      status,
      problems.filter((code) => PROBLEMS[code].status === status),
      { ...limits, ...(status === 400 && problems.includes("invalid_token") && BROKEN_AUTHORIZATION) },
    ),
  ]);
  return { ...successesOf(operation, limits), ...Object.fromEntries(rejections) };
}

function successesOf(
  { summary, response, accepted }: Operation,
  limits: Headers,
): Readonly<Record<number, JsonSchema>> {
  const headers = { "X-Request-Id": header("X-Request-Id"), ...limits };
  if (response === "none") return { 204: { description: summary, headers } };
  const content = (schema: JsonSchema) => ({ "application/json": { schema } });
  return {
    200: {
      description: summary,
      headers,
      content: content(response === undefined ? { type: "object" } : schemaRef(response)),
    },
    ...(accepted !== undefined && {
      202: {
        description: "Not finished yet: repeat the request later.",
        headers: { ...headers, "Retry-After": header("Retry-After") },
        content: content(schemaRef(accepted)),
      },
    }),
  };
}

/** One status: a problem with one of its codes. */
export function problemResponse(status: number, codes: readonly ProblemCode[], more: Headers = {}): JsonSchema {
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" "),
    headers: { "X-Request-Id": header("X-Request-Id"), ...more, ...headersOf(status) },
    content: {
      "application/problem+json": {
        schema: {
          allOf: [schemaRef("Problem"), { properties: { status: { const: status }, code: { enum: codes } } }],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

function headersOf(status: number): Headers {
  if (RETRY_STATUSES.has(status)) return { "Retry-After": header("Retry-After") };
  if (status === 401) return { "WWW-Authenticate": header("WWW-Authenticate") };
  if (status === 405) return { Allow: header("Allow") };
  return {};
}

/** One example for each code. */
export function problemExamples(codes: readonly ProblemCode[]): Readonly<Record<string, JsonSchema>> {
  return Object.fromEntries(codes.map((code) => [code, { value: exampleOf(code) }]));
}

function exampleOf(code: ProblemCode): JsonSchema {
  const { status, title } = PROBLEMS[code];
  const type = `urn:wx-cos-upload:problem:${code}`;
  return { type, title, status, detail: `${title}.`, code, requestId: "5f0c1c2e-8a55-4b7e-9d55-0a8ed9a3f3c1" };
}
