import type { WebhookSecrets } from "./signature.ts";

const PREFIX = "whsec_";
const [MIN_BYTES, MAX_BYTES] = [24, 64];
const HOW_TO_MAKE_ONE = 'create one with: echo "whsec_$(openssl rand -base64 32)"';

/**
 * Parses secrets of Standard Webhooks, separated by commas: `whsec_` and the standard base64 of 24 to 64 bytes.
 *
 * @throws {Error} that names the fault and the right form, and quotes nothing of the secret
 */
export function parseWebhookSecrets(text: string): WebhookSecrets {
  if (/(?:^|,)\s*v1a?,/.test(text)) {
    throw new Error(`has "v1," in front of a secret, as signatures have; write ${PREFIX}… alone`);
  }
  const [first = "", ...others] = text.split(",");
  const secrets: WebhookSecrets = [parseSecret(first), ...others.map(parseSecret)];
  if (new Set(secrets.map((secret) => secret.toString("base64"))).size < secrets.length) {
    throw new Error("contains the same secret twice");
  }
  return secrets;
}

function parseSecret(text: string): Buffer {
  if (!text.startsWith(PREFIX)) {
    throw new Error(`is not a secret of Standard Webhooks, which begins with ${PREFIX}; ${HOW_TO_MAKE_ONE}`);
  }
  const encoded = text.slice(PREFIX.length);
  if (/^[\w-]+=*$/.test(encoded) && /[-_]/.test(encoded)) {
    throw new Error("is in base64url; write standard base64, which has + and / in place of - and _");
  }
  const secret = Buffer.from(encoded, "base64");
  if (secret.toString("base64").replace(/=+$/, "") !== encoded.replace(/=+$/, "")) {
    throw new Error(`is not base64 after ${PREFIX}; ${HOW_TO_MAKE_ONE}`);
  }
  if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
    const reason = `has ${secret.length} bytes after base64 decoding, but needs ${MIN_BYTES} to ${MAX_BYTES}`;
    throw new Error(`${reason}; ${HOW_TO_MAKE_ONE}`);
  }
  return secret;
}
