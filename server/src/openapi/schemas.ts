import {
  healthResponse,
  loginRequest,
  loginResponse,
  postPolicyBatch,
  postPolicyBatchResponse,
  postPolicyFile,
  postPolicyResponse,
  problem,
  putSignBatch,
  putSignBatchResponse,
  putSignFile,
  putSignResponse,
  readyResponse,
} from "@wx-cos-upload/contract";
import { z } from "zod";

/** A JSON Schema of 2020-12, which is what OpenAPI 3.1 takes for one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The contract by the names that the document gives it. */
const SCHEMAS = {
  HealthAnswer: healthResponse,
  LoginAnswer: loginResponse,
  LoginRequest: loginRequest,
  PostPolicyAnswer: postPolicyResponse,
  PostPolicyBatch: postPolicyBatch,
  PostPolicyBatchAnswer: postPolicyBatchResponse,
  PostPolicyFile: postPolicyFile,
  Problem: problem,
  PutSignAnswer: putSignResponse,
  PutSignBatch: putSignBatch,
  PutSignBatchAnswer: putSignBatchResponse,
  PutSignFile: putSignFile,
  ReadyAnswer: readyResponse,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

export function schemaRef(name: SchemaName): JsonSchema {
  return { $ref: schemaUri(name) };
}

function schemaUri(name: string): string {
  return `#/components/schemas/${name}`;
}

/**
 * The schemas that validate requests and type answers, as JSON Schemas that refer to each other: as what is sent (`io: "input"`),
 * so that a text stands there as it is before it is transformed, and that an answer may get fields which older clients don't know.
 */
export function createSchemas(): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: "input", uri: schemaUri });
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema]));
}

/** The fields of a file as parameters of a query: the same names and rules. Their text is the number's digits, as in JSON. */
export function fileFields(name: "PutSignFile" | "PostPolicyFile"): ReadonlyArray<readonly [string, JsonSchema]> {
  const { properties = {} } = z.toJSONSchema(SCHEMAS[name], { io: "input" });
  return Object.entries(properties).map(([field, schema]) => [field, typeof schema === "boolean" ? {} : { ...schema }]);
}
