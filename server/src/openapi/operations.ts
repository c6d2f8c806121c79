import type { ProblemCode } from "../errors.ts";
import {
  BATCH_PROBLEMS,
  JSON_PROBLEMS,
  LIMITED_PROBLEMS,
  QUERY_PROBLEMS,
  TOKEN_PROBLEMS,
  UPLOAD_CALL_PROBLEMS,
} from "./problems.ts";
import type { QuerySchemaName, SchemaName } from "./schemas.ts";

/** One route. The rest of the document follows from this. */
export interface Operation {
  readonly method: "get" | "post";
  readonly path: string;
  readonly operationId: string;
  readonly tag: "uploads" | "objects" | "login" | "operation";
  readonly summary: string;
  readonly description: string;
  /** The schema whose fields are the query parameters. */
  readonly query?: QuerySchemaName;
  readonly body?: SchemaName;
  /** A header that it needs. @default none */
  readonly header?: "Idempotency-Key" | "X-Events-Secret";
  /** The body of status 200. `undefined`: this document itself. `none`: status 204 and no body in its place. */
  readonly response: SchemaName | "none" | undefined;
  /** The body of status 202, if that is possible: repeat the request later. @default not possible */
  readonly accepted?: SchemaName;
  /** Whether it signs, and so needs a login if the server has one. */
  readonly signs: boolean;
  /** Whether it needs a login even if the login is optional. @default false */
  readonly needsUser?: boolean;
  /** Whether it consumes limits, and reports them in its headers. */
  readonly limited: boolean;
  /** Its own problems, besides those of every route. */
  readonly problems: readonly ProblemCode[];
}

export const UPLOAD_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/put-sign",
    operationId: "signPut",
    tag: "uploads",
    summary: "A signature for one PUT",
    description:
      "PUT the file's bytes to `uploadUrl` with exactly `headers`. With `size`, the signature is valid for this size and type only, " +
      "and only if the object does not exist yet; with `md5`, for these bytes only.",
    query: "PutSignFile",
    response: "PutSignResponse",
    signs: true,
    limited: true,
    problems: [...QUERY_PROBLEMS, "invalid_md5"],
  },
  {
    method: "get",
    path: "/post-policy",
    operationId: "signPost",
    tag: "uploads",
    summary: "A signed policy for one form upload",
    description:
      "POST a form to `uploadUrl` with exactly the fields of `formData`, then the file as `file`, last. With `size`, the policy is valid " +
      "for this size and type only.",
    query: "PostPolicyFile",
    response: "PostPolicyResponse",
    signs: true,
    limited: true,
    problems: QUERY_PROBLEMS,
  },
  {
    method: "post",
    path: "/put-sign/batch",
    operationId: "signPutBatch",
    tag: "uploads",
    summary: "Signatures for 1 to 20 PUTs",
    description: "Responds in the order of the files. If one file is rejected, none is signed, and `field` names it.",
    body: "PutSignBatch",
    response: "PutSignBatchResponse",
    signs: true,
    limited: true,
    problems: [...BATCH_PROBLEMS, "invalid_md5"],
  },
  {
    method: "post",
    path: "/post-policy/batch",
    operationId: "signPostBatch",
    tag: "uploads",
    summary: "Signed policies for 1 to 20 form uploads",
    description: "Responds in the order of the files. If one file is rejected, none is signed, and `field` names it.",
    body: "PostPolicyBatch",
    response: "PostPolicyBatchResponse",
    signs: true,
    limited: true,
    problems: BATCH_PROBLEMS,
  },
];

export const MULTIPART_OPERATIONS: readonly Operation[] = [
  {
    method: "post",
    path: "/multipart",
    operationId: "startMultipart",
    tag: "uploads",
    summary: "A new upload in parts, and the signatures of its first 20 parts",
    description:
      "PUT each part's bytes to its `uploadUrl` with exactly its `headers`, then `POST /multipart/complete`. A repeated `Idempotency-Key` for the " +
      "same `ext` and `size` consumes no files and bytes of the quotas for a day, and gets the same `cosKey`.",
    body: "MultipartStart",
    header: "Idempotency-Key",
    response: "MultipartStartResponse",
    signs: true,
    limited: true,
    problems: [
      ...QUERY_PROBLEMS.filter((code) => code !== "size_required"),
      ...JSON_PROBLEMS,
      ...UPLOAD_CALL_PROBLEMS,
      "idempotency_key_required",
      "upload_gone",
    ],
  },
  {
    method: "post",
    path: "/multipart/parts",
    operationId: "signParts",
    tag: "uploads",
    summary: "Signatures for 1 to 100 parts",
    description:
      "Each is valid for this part of this upload and its exact length only; with `md5s`, for these bytes only.",
    body: "MultipartParts",
    response: "MultipartPartsResponse",
    signs: true,
    limited: true,
    problems: [...TOKEN_PROBLEMS, "credentials_unavailable", "invalid_part_numbers", "invalid_md5"],
  },
  {
    method: "post",
    path: "/multipart/list",
    operationId: "listParts",
    tag: "uploads",
    summary: "The parts that COS holds, and signatures for the first 20 that it lacks",
    description: "Resumes an upload with one request.",
    body: "MultipartToken",
    response: "MultipartListResponse",
    signs: true,
    limited: true,
    problems: [...TOKEN_PROBLEMS, ...UPLOAD_CALL_PROBLEMS, "upload_gone"],
  },
  {
    method: "post",
    path: "/multipart/complete",
    operationId: "completeMultipart",
    tag: "uploads",
    summary: "The stored object",
    description:
      "The server lists the parts, checks the length of each, and completes the upload. With `crc64`, it compares the object's checksum. 202 while " +
      "COS still merges the parts: repeat the request after `Retry-After`. A repeated request is a success.",
    body: "MultipartComplete",
    response: "StoredUpload",
    accepted: "MultipartCompletingResponse",
    signs: true,
    limited: true,
    problems: [
      ...TOKEN_PROBLEMS,
      ...UPLOAD_CALL_PROBLEMS,
      ...(["parts_incomplete", "checksum_mismatch", "upload_gone"] as const),
    ],
  },
  {
    method: "post",
    path: "/multipart/abort",
    operationId: "abortMultipart",
    tag: "uploads",
    summary: "The end of an upload, and of its parts",
    description: "204 also if the upload has ended already.",
    body: "MultipartToken",
    response: "none",
    signs: true,
    limited: true,
    problems: [...TOKEN_PROBLEMS, ...UPLOAD_CALL_PROBLEMS],
  },
];

export const LOGIN_OPERATION: Operation = {
  method: "post",
  path: "/login",
  operationId: "logIn",
  tag: "login",
  summary: "A session token for a code of wx.login",
  description: "Send the token as `Authorization: Bearer <token>` to this server only.",
  body: "LoginRequest",
  response: "LoginResponse",
  signs: false,
  limited: true,
  problems: [
    ...LIMITED_PROBLEMS,
    ...JSON_PROBLEMS,
    "unknown_field",
    "invalid_login_code",
    "login_code_used",
    "login_refused",
    "login_too_frequent",
    "login_unavailable",
  ],
};

export const SERVER_OPERATIONS: readonly Operation[] = [
  {
    method: "get",
    path: "/healthz",
    operationId: "health",
    tag: "operation",
    summary: "Whether the process is alive",
    description: "200 while the server responds at all.",
    response: "HealthResponse",
    signs: false,
    limited: false,
    problems: [],
  },
  {
    method: "get",
    path: "/readyz",
    operationId: "readiness",
    tag: "operation",
    summary: "Whether the server can sign",
    description: "503 names the checks that failed; the server log has the reasons.",
    response: "ReadyResponse",
    signs: false,
    limited: false,
    problems: ["not_ready"],
  },
  {
    method: "get",
    path: "/openapi.json",
    operationId: "document",
    tag: "operation",
    summary: "This document",
    description: "The routes of this server, as OpenAPI 3.1.",
    response: undefined,
    signs: false,
    limited: false,
    problems: [],
  },
];
