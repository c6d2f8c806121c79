import type { ProblemCode } from "../errors.ts";
import { COS_EVENTS_OPERATION } from "./event-operations.ts";
import { OBJECT_OPERATIONS } from "./object-operations.ts";
import {
  LOGIN_OPERATION,
  MULTIPART_OPERATIONS,
  type Operation,
  SERVER_OPERATIONS,
  UPLOAD_OPERATIONS,
} from "./operations.ts";
import { COMMON_PROBLEMS, LOGIN_PROBLEMS } from "./problems.ts";
import { HEADERS, problemExamples, problemResponse, responsesOf } from "./responses.ts";
import { createSchemas, fileFields, type JsonSchema, schemaRef } from "./schemas.ts";
import { WEBHOOKS } from "./webhooks.ts";

/** The version of the API: that of the server package. */
export const API_VERSION = "0.1.0";

export interface OpenApiOptions {
  /** The base of the paths: `/uploads` for a router that is mounted there. @default "/" */
  readonly serverUrl?: string;
  /** `uploads`: the routes of createUploadRouter. `server`: those of createApp. @default "server" */
  readonly routes?: "uploads" | "server";
  /** Who may request signatures. `bearer`: holders of a token. `app`: users of the app around the router. @default "none": anybody */
  readonly authentication?: "none" | "bearer" | "app";
  /** Whether `bearer` is optional: only lists and deletions need a token. @default false */
  readonly isLoginOptional?: boolean;
  /** Whether `POST /login` exists. @default false */
  readonly login?: boolean;
  /** Whether the routes of uploads in parts exist. @default true for `server` */
  readonly multipart?: boolean;
  /** Whether the routes for stored objects exist. @default true for `server` */
  readonly objects?: boolean;
  /** Whether `POST /events/cos` exists. @default false */
  readonly cosEvents?: boolean;
  /** Whether the server sends webhooks. @default false */
  readonly webhooks?: boolean;
  /** Whether signing needs a size. @default false */
  readonly requireSize?: boolean;
}

/** The parts of an OpenAPI document that this server uses. https://spec.openapis.org/oas/v3.1.1.html */
export interface OpenApiDocument {
  readonly openapi: "3.1.1";
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: ReadonlyArray<{ readonly url: string }>;
  readonly tags: ReadonlyArray<{ readonly name: string; readonly description: string }>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly webhooks?: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
}

const DESCRIPTION = `Signs direct uploads to Tencent Cloud COS; the bytes never pass through this server.

Failures are \`application/problem+json\` (RFC 9457). Programs decide by \`code\`, which is stable; \`detail\` is for people. Unknown and
repeated fields are rejected. GET routes also support HEAD. Any other path is \`not_found\`.`;

/** Creates the document of a server with these options, from the validation schemas and the table of errors. */
export function createOpenApiDocument(options: OpenApiOptions = {}): OpenApiDocument {
  const { serverUrl = "/", routes = "server", authentication = "none", login = false } = options;
  const { multipart = routes === "server", objects = routes === "server" } = options;
  const operations = [
    ...UPLOAD_OPERATIONS,
    ...(multipart ? MULTIPART_OPERATIONS : []),
    ...(objects ? OBJECT_OPERATIONS : []),
    ...(options.cosEvents === true ? [COS_EVENTS_OPERATION] : []),
    ...(login ? [LOGIN_OPERATION] : []),
    ...(routes === "server" ? SERVER_OPERATIONS : []),
  ];
  return {
    openapi: "3.1.1",
    info: {
      title: "Signing server",
      version: API_VERSION,
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: serverUrl }],
    tags: [
      { name: "uploads", description: "Signatures of uploads" },
      ...(objects ? [{ name: "objects", description: "What is stored: confirmed, listed, read and deleted" }] : []),
      ...(login ? [{ name: "login", description: "Who uploads" }] : []),
      ...(routes === "server" ? [{ name: "operation", description: "For load balancers, monitors and tools" }] : []),
    ],
    paths: Object.fromEntries(operations.map((it) => [it.path, { [it.method]: operationObject(it, options) }])),
    ...(options.webhooks === true && { webhooks: WEBHOOKS }),
    components: {
      schemas: createSchemas(),
      headers: HEADERS,
      examples: problemExamples(["not_found", ...new Set(operations.flatMap((it) => problemsOf(it, options)))]),
      responses: { NotFound: problemResponse(404, ["not_found"]) },
      ...(authentication === "bearer" && {
        securitySchemes: { bearer: { type: "http", scheme: "bearer", description: "`Authorization: Bearer <token>`" } },
      }),
    },
  };
}

function operationObject(operation: Operation, options: OpenApiOptions): JsonSchema {
  const { operationId, tag, summary, description, query, body, header } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(query && { parameters: fileFields(query).map(([name, schema]) => parameter(name, schema, options)) }),
    ...(header && { parameters: [HEADER_PARAMETERS[header]] }),
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: schemaRef(body) } } } }),
    ...(operation.signs && options.authentication === "bearer" && { security: securityOf(operation, options) }),
    responses: responsesOf(operation, problemsOf(operation, options)),
  };
}

/** An empty requirement makes the login optional. OpenAPI 3.1, "Operation Object" */
function securityOf({ needsUser = false }: Operation, { isLoginOptional = false }: OpenApiOptions) {
  const bearer = { bearer: [] };
  return isLoginOptional && !needsUser ? [{}, bearer] : [bearer];
}

const HEADER_PARAMETERS = {
  "Idempotency-Key": {
    name: "Idempotency-Key",
    in: "header",
    description: "New for each file, and the same for each repetition of its request.",
    required: true,
    schema: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$" },
  },
  "X-Events-Secret": {
    name: "X-Events-Secret",
    in: "header",
    description: "COS_EVENTS_SECRET of the server.",
    required: true,
    schema: { type: "string" },
  },
};

function parameter(name: string, { description, ...schema }: JsonSchema, { requireSize = false }: OpenApiOptions) {
  return { name, in: "query", description, required: name === "ext" || (name === "size" && requireSize), schema };
}

function problemsOf(
  { signs, problems }: Operation,
  { authentication = "none", requireSize }: OpenApiOptions,
): ProblemCode[] {
  const all = [...problems, ...(signs ? LOGIN_PROBLEMS[authentication] : []), ...COMMON_PROBLEMS];
  return [...new Set(all)].filter((code) => code !== "size_required" || requireSize === true);
}
