import { type JsonSchema, type SchemaName, schemaRef } from "./schemas.ts";

const HEADERS: readonly JsonSchema[] = [
  header(
    "webhook-id",
    "The same for each attempt, and for each report of the same event. Ignore one that you have seen.",
  ),
  header("webhook-timestamp", "When this attempt began, in Unix seconds. Reject one that is older than five minutes."),
  header(
    "webhook-signature",
    "`v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`, for each secret.",
  ),
];

/** The requests that the server sends to WEBHOOK_URL. https://spec.openapis.org/oas/v3.1.1.html#oas-webhooks */
export const WEBHOOKS: Readonly<Record<string, { readonly post: JsonSchema }>> = {
  "upload.stored": webhook("uploadStored", "An object is stored", "UploadStoredWebhook"),
  "upload.deleted": webhook("uploadDeleted", "An object is deleted", "UploadDeletedWebhook"),
};

function webhook(operationId: string, summary: string, schema: SchemaName): { readonly post: JsonSchema } {
  return {
    post: {
      operationId,
      summary,
      description:
        "At least once, in any order. Verify `webhook-signature` over the bytes of the body: https://www.standardwebhooks.com",
      parameters: HEADERS,
      requestBody: { required: true, content: { "application/json": { schema: schemaRef(schema) } } },
      responses: {
        "2XX": { description: "The webhook was received. The body is ignored." },
        "410": { description: "No further deliveries: they stop until an operator resumes them." },
        default: { description: "The webhook is sent again later, at most ten times in total." },
      },
    },
  };
}

function header(name: string, description: string): JsonSchema {
  return { name, in: "header", description, required: true, schema: { type: "string" } };
}
