import { type HttpEffects, networkReasonOf, readText } from "../../remote/fetch-text.ts";
import type { WebhookEvent } from "../event.ts";
import { type WebhookSecrets, webhookHeaders } from "./signature.ts";

/**
 * Why an attempt failed. `gone`: 410, the receiver wants no further deliveries. `busy`: 429, 502 or 504, it wants fewer. `redirect`: redirects are
 * not followed, because a signed event must not go to another place. `timeout` and `network`: no response.
 */
export const FAILURE_REASONS = ["gone", "busy", "redirect", "rejected", "server_error", "timeout", "network"] as const;

export type FailureReason = (typeof FAILURE_REASONS)[number];

/** What became of one attempt. */
export type DeliveryResult =
  | { readonly isDelivered: true }
  | {
      readonly isDelivered: false;
      readonly reason: FailureReason;
      /** For people: `status 503`, `ECONNREFUSED`. It contains nothing of the URL or of the response's body. */
      readonly detail: string;
      /** The pause that the receiver requested, in milliseconds. */
      readonly retryAfterMs: number | undefined;
    };

/** Attempts to deliver an event once. It never rejects. */
export type Deliver = (event: WebhookEvent) => Promise<DeliveryResult>;

export interface DeliverOptions extends HttpEffects {
  readonly url: string;
  readonly secrets: WebhookSecrets;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** @default 15 seconds */
  readonly timeoutMs?: number | undefined;
}

/** The specification recommends 15 to 30 seconds. */
const TIMEOUT_MS = 15_000;

/** Enough for a sentence or a page of a framework. */
const MAX_BODY_BYTES = 16_384;

const BUSY_STATUSES: ReadonlySet<number> = new Set([429, 502, 504]);

/** Creates a {@link Deliver}: sign → POST → look at the status. Only 2xx is a success, whatever the body is. */
export function createDeliver(options: DeliverOptions): Deliver {
  const { url, secrets, now, fetch, timeoutSignal, timeoutMs = TIMEOUT_MS } = options;

  return async ({ id, ...payload }) => {
    const body = JSON.stringify(payload);
    const timestampSeconds = Math.floor(now() / 1000);
    const signal = timeoutSignal(timeoutMs);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          "User-Agent": "wx-cos-upload-webhooks",
          ...webhookHeaders({ id, timestampSeconds, body }, secrets),
        },
        body,
        redirect: "manual",
        signal,
      });
      // Read, because the connection is then used again. It says nothing, so a failure changes nothing, and a long one is cut.
      await readText(response, MAX_BODY_BYTES).catch(() => {});
      return resultOf(response.status, retryAfterMs(response.headers.get("Retry-After"), now()));
    } catch (error) {
      const isTimeout = signal.aborted;
      return {
        isDelivered: false,
        reason: isTimeout ? "timeout" : "network",
        detail: isTimeout ? `no response within ${timeoutMs} ms` : networkReasonOf(error),
        retryAfterMs: undefined,
      };
    }
  };
}

function resultOf(status: number, retryAfterMs: number | undefined): DeliveryResult {
  if (status >= 200 && status < 300) return { isDelivered: true };
  return { isDelivered: false, reason: reasonOf(status), detail: `status ${status}`, retryAfterMs };
}

function reasonOf(status: number): FailureReason {
  if (status === 410) return "gone";
  if (BUSY_STATUSES.has(status)) return "busy";
  if (status < 400) return "redirect";
  return status < 500 ? "rejected" : "server_error";
}

/** Seconds, or a date. RFC 9110 §10.2.3 */
function retryAfterMs(value: string | null, nowMs: number): number | undefined {
  if (value === null) return undefined;
  const ms = /^[0-9]{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return ms > 0 ? ms : undefined;
}
