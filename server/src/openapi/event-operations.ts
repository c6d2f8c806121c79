import type { Operation } from "./operations.ts";
import { JSON_PROBLEMS } from "./problems.ts";

export const COS_EVENTS_OPERATION: Operation = {
  method: "post",
  path: "/events/cos",
  operationId: "reportCosEvent",
  tag: "objects",
  summary: "An event of a COS trigger",
  description:
    "For the function that forwards the events of the bucket, not for clients. For each object that was created, the server checks on COS and queues the webhook " +
    "that confirm queues, with the same id. After a 5xx, send the same event again.",
  header: "X-Events-Secret",
  body: "CosEvent",
  response: "CosEventResponse",
  signs: false,
  limited: false,
  problems: [
    ...JSON_PROBLEMS,
    "unknown_field",
    "repeated_field",
    "invalid_encoding",
    "invalid_events_secret",
    "internal_error",
    "credentials_unavailable",
    "cos_unavailable",
    "queue_unavailable",
  ],
};
