import type { ProblemCode } from "../errors.ts";
import type { SchemaName } from "./schemas.ts";

/** What the document says of one route; the rest of it follows from this. */
export interface Operation {
  readonly method: "get" | "post";
  readonly path: string;
  readonly operationId: string;
  readonly tag: "uploads" | "operation";
  readonly summary: string;
  readonly description: string;
  /** Whose fields the query takes. */
  readonly query?: "PutSignFile" | "PostPolicyFile";
  readonly body?: SchemaName;
  /** `undefined`: this document itself. */
  readonly answer: SchemaName | undefined;
  /** Signs, so it needs whatever signing needs: a login, and something left of the limits. */
  readonly signs: boolean;
  /** What it refuses, beside what every route does. */
  readonly problems: readonly ProblemCode[];
}

/** What every route may answer: by its method, or before it was known which route it is. */
export const COMMON_PROBLEMS: readonly ProblemCode[] = [
  "bad_request",
  "request_timeout",
  "headers_too_large",
  "method_not_allowed",
];

/** What signing may come to, whatever is signed. */
const SIGNING_PROBLEMS: readonly ProblemCode[] = [
  "unknown_field",
  "invalid_extension",
  "invalid_size",
  "size_required",
  "unsupported_extension",
  "file_too_large",
  "request_limit_reached",
  "file_limit_reached",
  "byte_limit_reached",
  "limiter_unavailable",
  "internal_error",
];
const QUERY_PROBLEMS: readonly ProblemCode[] = [...SIGNING_PROBLEMS, "invalid_encoding", "repeated_field"];
const BATCH_PROBLEMS: readonly ProblemCode[] = [
  ...SIGNING_PROBLEMS,
  "invalid_json",
  "invalid_body",
  "invalid_batch",
  "body_too_large",
  "unsupported_media_type",
];

export const UPLOAD_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/put-sign",
    operationId: "signPut",
    tag: "uploads",
    summary: "A signature for one PUT",
    description:
      "PUT the file's bytes to `uploadUrl` with exactly `headers`. With `size` the signature holds for this size and type only, and for " +
      "an object that is not there yet; with `md5` for these bytes only.",
    query: "PutSignFile",
    answer: "PutSignAnswer",
    signs: true,
    problems: [...QUERY_PROBLEMS, "invalid_md5"],
  },
  {
    method: "get",
    path: "/post-policy",
    operationId: "signPost",
    tag: "uploads",
    summary: "A signed policy for one form upload",
    description:
      "POST a form to `uploadUrl` with exactly the fields of `formData`, then the file as `file`, last. With `size` the policy holds for " +
      "this size and type only.",
    query: "PostPolicyFile",
    answer: "PostPolicyAnswer",
    signs: true,
    problems: QUERY_PROBLEMS,
  },
  {
    method: "post",
    path: "/put-sign/batch",
    operationId: "signPutBatch",
    tag: "uploads",
    summary: "Signatures for 1 to 20 PUTs",
    description: "Answers in the order of the files. If one of them is refused, none is signed, and `field` names it.",
    body: "PutSignBatch",
    answer: "PutSignBatchAnswer",
    signs: true,
    problems: [...BATCH_PROBLEMS, "invalid_md5"],
  },
  {
    method: "post",
    path: "/post-policy/batch",
    operationId: "signPostBatch",
    tag: "uploads",
    summary: "Signed policies for 1 to 20 form uploads",
    description: "Answers in the order of the files. If one of them is refused, none is signed, and `field` names it.",
    body: "PostPolicyBatch",
    answer: "PostPolicyBatchAnswer",
    signs: true,
    problems: BATCH_PROBLEMS,
  },
];

export const SERVER_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/healthz",
    operationId: "health",
    tag: "operation",
    summary: "Whether the process lives",
    description: "200 for as long as the server answers at all.",
    answer: "HealthAnswer",
    signs: false,
    problems: [],
  },
  {
    method: "get",
    path: "/readyz",
    operationId: "readiness",
    tag: "operation",
    summary: "Whether the server can sign",
    description: "503 names the check that says no; the reason is in the server's log.",
    answer: "ReadyAnswer",
    signs: false,
    problems: ["not_ready"],
  },
  {
    method: "get",
    path: "/openapi.json",
    operationId: "document",
    tag: "operation",
    summary: "This document",
    description: "The routes of the server that answers, as OpenAPI 3.1.",
    answer: undefined,
    signs: false,
    problems: [],
  },
];
