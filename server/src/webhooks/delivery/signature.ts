import { createHmac } from "node:crypto";

/** The keys of one endpoint. All of them sign, so that a receiver can change to another one at any time. */
export type WebhookSecrets = readonly [Buffer, ...Buffer[]];

/** The signed parts of a delivery. */
export interface SignedDelivery {
  readonly id: string;
  /** When this attempt began, in Unix seconds. */
  readonly timestampSeconds: number;
  readonly body: string;
}

/**
 * Returns the headers of a delivery. Each secret adds a signature of version 1: HMAC-SHA256 of `<id>.<timestamp>.<body>`.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#webhook-headers-sending-metadata-to-consumers
 */
export function webhookHeaders(
  { id, timestampSeconds, body }: SignedDelivery,
  secrets: WebhookSecrets,
): Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>> {
  const signed = `${id}.${timestampSeconds}.${body}`;
  const signatures = secrets.map((secret) => `v1,${createHmac("sha256", secret).update(signed).digest("base64")}`);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestampSeconds),
    "webhook-signature": signatures.join(" "),
  };
}
