import { z } from "zod";
import { storedUpload } from "./multipart.ts";

const place = {
  cosKey: z.string().describe("Object key, not percent-encoded, without a leading slash."),
  bucket: z.string().describe("name-appid"),
  owner: z.string().optional().describe("The user's folder. Absent without a login."),
  sub: z
    .string()
    .optional()
    .describe(
      "The user as proofs name them. Absent without a login, and if only COS reported the object to a server that does not know the user's id.",
    ),
};

const timestamp = z.string().describe("When it happened. ISO 8601");

/** Body of the webhook `upload.stored`. */
export const uploadStoredWebhook = z.object({
  type: z.literal("upload.stored"),
  timestamp,
  data: storedUpload.omit({ status: true, proof: true }).extend(place),
});

/** Body of the webhook `upload.deleted`. */
export const uploadDeletedWebhook = z.object({
  type: z.literal("upload.deleted"),
  timestamp,
  data: z.object(place),
});

/** Body of a webhook. */
export type WebhookPayload = z.infer<typeof uploadStoredWebhook> | z.infer<typeof uploadDeletedWebhook>;
