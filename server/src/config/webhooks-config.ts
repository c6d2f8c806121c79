import { MIN_SECRET_CHARACTERS } from "../auth/index.ts";
import { parseWebhookSecrets } from "../webhooks/delivery/secrets.ts";
import type { WebhookSecrets } from "../webhooks/delivery/signature.ts";
import { secretOfAtLeast } from "./secret.ts";
import { oneOf, type VariableReader } from "./variables.ts";

/** Where webhooks go. */
export interface WebhooksConfig {
  readonly url: string;
  /** All of them sign. */
  readonly secrets: WebhookSecrets;
  /** Whether this server delivers too. `false`: it only queues, and a worker of its own delivers. */
  readonly hasWorker: boolean;
  /** COS's own events are accepted with this secret. `undefined`: not at all. */
  readonly cosEventsSecret: string | undefined;
}

export interface WebhooksContext {
  readonly production: boolean;
  readonly hasRedis: boolean;
  /** Whether nothing can be confirmed without the keys of the service identity. */
  readonly needsServiceKeys: boolean;
}

/** Reads the variables of webhooks; `undefined` without them. The reader collects the problems. */
export function readWebhooks(variables: VariableReader, context: WebhooksContext): WebhooksConfig | undefined {
  const { production, hasRedis, needsServiceKeys } = context;
  const url = variables.read("WEBHOOK_URL", undefined, parseUrl(production));
  const secrets = variables.read("WEBHOOK_SECRET", undefined, parseWebhookSecrets);
  const hasWorker = variables.read("WEBHOOK_WORKER", "true", oneOf("true", "false")) === "true";
  const cosEventsSecret = variables.read("COS_EVENTS_SECRET", undefined, secretOfAtLeast(MIN_SECRET_CHARACTERS));
  if (variables.text("WEBHOOK_URL") === undefined) {
    for (const name of ["WEBHOOK_SECRET", "WEBHOOK_WORKER", "COS_EVENTS_SECRET"] as const) {
      if (variables.text(name) !== undefined) variables.reject(name, "is for webhooks only; set WEBHOOK_URL too");
    }
    return undefined;
  }
  if (variables.text("WEBHOOK_SECRET") === undefined) {
    variables.reject("WEBHOOK_SECRET", "is missing; it signs the webhooks to WEBHOOK_URL");
  }
  if (production && !hasRedis) {
    const reason = "needs REDIS_URL: a queue in memory would lose webhooks whenever the server restarts";
    variables.reject("WEBHOOK_URL", reason);
  }
  if (!hasWorker && !hasRedis) {
    variables.reject("WEBHOOK_WORKER", "is false, which needs REDIS_URL: a queue in memory has no other worker");
  }
  if (needsServiceKeys && variables.text("COS_SERVICE_SECRET_ID") === undefined) {
    const reason = "needs COS_SERVICE_SECRET_ID and COS_SERVICE_SECRET_KEY: without them nothing can be confirmed";
    variables.reject("WEBHOOK_URL", reason);
  }
  return url === undefined || secrets === undefined ? undefined : { url, secrets, hasWorker, cosEventsSecret };
}

function parseUrl(production: boolean): (text: string) => string {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    // fetch rejects them, and its message would put them into the log.
    if (url?.username || url?.password) {
      throw new Error("contains a user or a password; receivers check the signature of WEBHOOK_SECRET in their place");
    }
    const isLoopback = url !== undefined && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    if (url?.protocol === "https:" || (url?.protocol === "http:" && (isLoopback || !production))) return url.href;
    const advice = "such as https://www.example.com/webhooks; http:// is for this machine and for development";
    throw new Error(`"${hostOnly(text, url)}" is not an https URL, ${advice}`);
  };
}

/** Paths and queries of webhook URLs often contain a secret. */
function hostOnly(text: string, url: URL | undefined): string {
  return url === undefined ? (text.split(/[/?#@]/, 1)[0] ?? "") : `${url.protocol}//${url.host}/…`;
}
