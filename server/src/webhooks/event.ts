import { hash } from "node:crypto";
import type { StoredUpload, WebhookPayload } from "@wx-cos-upload/contract";
import type { UploadUser } from "../objects/upload-events.ts";

/** One notification. `id` is the webhook-id: the same for every report of the same event of the same object. */
export type WebhookEvent = WebhookPayload & { readonly id: string };

export type WebhookEventType = WebhookEvent["type"];

export const WEBHOOK_EVENT_TYPES: readonly WebhookEventType[] = ["upload.stored", "upload.deleted"];

/** 128 bits of a hash: keys have as many random bits. */
const ID_HEX_DIGITS = 32;

/**
 * The webhook-id of an event. It has no `.`, which Standard Webhooks reserves, and no `:`, which the queue reserves. It reveals nothing of the key.
 */
export function webhookIdOf(type: WebhookEventType, bucket: string, cosKey: string): string {
  return `msg_${hash("sha256", `${type}\n${bucket}\n${cosKey}`, "hex").slice(0, ID_HEX_DIGITS)}`;
}

/** Describes a stored object. Only `sub` can differ between two reports of it. */
export function storedEvent(upload: StoredUpload, bucket: string, user: UploadUser): WebhookEvent {
  const { cosKey, bytes, contentType, etag, crc64, storedAt } = upload;
  return {
    id: webhookIdOf("upload.stored", bucket, cosKey),
    type: "upload.stored",
    timestamp: new Date(storedAt * 1000).toISOString(),
    data: {
      ...placeOf(cosKey, bucket, user),
      bytes,
      contentType,
      etag,
      ...(crc64 !== undefined && { crc64 }),
      storedAt,
    },
  };
}

/** Describes a deleted object. */
export function deletedEvent(cosKey: string, bucket: string, user: UploadUser, nowMs: number): WebhookEvent {
  return {
    id: webhookIdOf("upload.deleted", bucket, cosKey),
    type: "upload.deleted",
    timestamp: new Date(nowMs).toISOString(),
    data: placeOf(cosKey, bucket, user),
  };
}

function placeOf(cosKey: string, bucket: string, { owner, subject }: UploadUser) {
  return { cosKey, bucket, ...(owner !== undefined && { owner }), ...(subject !== undefined && { sub: subject }) };
}
