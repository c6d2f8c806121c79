import {
  confirmRequest,
  confirmResponse,
  cosEventRequest,
  cosEventResponse,
  deleteRequest,
  deleteResponse,
  downloadsRequest,
  downloadsResponse,
  healthResponse,
  jwksResponse,
  loginRequest,
  loginResponse,
  multipartComplete,
  multipartCompletingResponse,
  multipartListResponse,
  multipartParts,
  multipartPartsResponse,
  multipartStart,
  multipartStartResponse,
  multipartToken,
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
  storedUpload,
  uploadDeletedWebhook,
  uploadStoredWebhook,
  uploadsQuery,
  uploadsResponse,
} from "@wx-cos-upload/contract";
import { z } from "zod";

/** A JSON Schema of version 2020-12, which OpenAPI 3.1 uses. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schemas of the contract, by their names in the document. */
const SCHEMAS = {
  ConfirmResponse: confirmResponse,
  ConfirmRequest: confirmRequest,
  CosEvent: cosEventRequest,
  CosEventResponse: cosEventResponse,
  DeleteResponse: deleteResponse,
  DeleteRequest: deleteRequest,
  DownloadsResponse: downloadsResponse,
  DownloadsRequest: downloadsRequest,
  KeySet: jwksResponse,
  UploadsResponse: uploadsResponse,
  UploadsQuery: uploadsQuery,
  HealthResponse: healthResponse,
  LoginResponse: loginResponse,
  LoginRequest: loginRequest,
  MultipartComplete: multipartComplete,
  MultipartCompletingResponse: multipartCompletingResponse,
  MultipartListResponse: multipartListResponse,
  MultipartParts: multipartParts,
  MultipartPartsResponse: multipartPartsResponse,
  MultipartStart: multipartStart,
  MultipartStartResponse: multipartStartResponse,
  MultipartToken: multipartToken,
  PostPolicyResponse: postPolicyResponse,
  PostPolicyBatch: postPolicyBatch,
  PostPolicyBatchResponse: postPolicyBatchResponse,
  PostPolicyFile: postPolicyFile,
  Problem: problem,
  PutSignResponse: putSignResponse,
  PutSignBatch: putSignBatch,
  PutSignBatchResponse: putSignBatchResponse,
  PutSignFile: putSignFile,
  ReadyResponse: readyResponse,
  StoredUpload: storedUpload,
  UploadDeletedWebhook: uploadDeletedWebhook,
  UploadStoredWebhook: uploadStoredWebhook,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** Schemas whose fields are query parameters. */
export type QuerySchemaName = "PutSignFile" | "PostPolicyFile" | "UploadsQuery";

export function schemaRef(name: SchemaName): JsonSchema {
  return { $ref: schemaUri(name) };
}

function schemaUri(name: string): string {
  return `#/components/schemas/${name}`;
}

/**
 * Creates JSON Schemas, with references to each other, from the schemas that validate requests and type responses. `io: "input"`
 * describes fields before they are transformed, and allows responses to get fields that older clients do not know.
 */
export function createSchemas(): Readonly<Record<string, JsonSchema>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: "input", uri: schemaUri });
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema]));
}

/** The fields of a file as query parameters, with the same names and rules. A number is written in digits, as in JSON. */
export function fileFields(name: QuerySchemaName): ReadonlyArray<readonly [string, JsonSchema]> {
  const { properties = {} } = z.toJSONSchema(SCHEMAS[name], { io: "input" });
  return Object.entries(properties).map(([field, schema]) => [field, typeof schema === "boolean" ? {} : { ...schema }]);
}
