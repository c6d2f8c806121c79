import { objectUrl } from "@wx-cos-upload/cos-signature";
import { CLOCK_SKEW_SECONDS } from "@wx-cos-upload/server/advanced";
import { bucketAdvice, wordsOf } from "../causes.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { type BucketResponse, requestBucket } from "../request-bucket.ts";

/** The bucket's response to an anonymous request, and its time. */
export interface BucketContact {
  readonly response: BucketResponse;
  /** This machine's time when the response was created, estimated as the middle between request and response. */
  readonly localMs: number;
}

/** Lists the bucket anonymously. An existing private bucket responds with AccessDenied. */
export async function checkBucket(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly contact: BucketContact | undefined; readonly usable: boolean }> {
  const { bucket, texts, config, now } = examination;
  const url = `${bucket.scheme}://${bucket.host}`;
  const sentMs = now();
  const response = await requestBucket(examination, `${url}/?max-keys=1`, { method: "GET" });
  if (response.status === undefined) {
    const message = texts.bucket.silent(url, response.code, bucketAdvice(texts, "", response));
    return { finding: finding("bucket", "wrong", message), contact: undefined, usable: false };
  }
  const contact = { response, localMs: (sentMs + now()) / 2 };
  if (response.status === 200) {
    return { finding: finding("bucket", "note", texts.bucket.isPublic(url)), contact, usable: true };
  }
  if (response.status !== 403) {
    const message = texts.bucket.refuses(url, wordsOf(response), bucketAdvice(texts, "", response));
    return { finding: finding("bucket", "wrong", message), contact, usable: false };
  }
  if (!bucket.isLocal) return { finding: finding("bucket", "ok", texts.bucket.answers(url)), contact, usable: true };
  const { host } = config.cos;
  const message = host === undefined ? texts.bucket.local(url) : texts.bucket.localBesideHost(url, host);
  return { finding: finding("bucket", host === undefined ? "ok" : "note", message), contact, usable: true };
}

/** A smaller difference may be network latency. */
const NEAR_SECONDS = 30;

/**
 * Compares this machine's clock with the bucket's Date header. A signature is valid from {@link CLOCK_SKEW_SECONDS} before it is made until
 * SIGNATURE_SECONDS after. If the clock is further ahead or behind than these, COS rejects all signatures.
 */
export function checkClock({ config, texts }: Examination, { response, localMs }: BucketContact): Finding {
  const dateMs = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(dateMs)) return finding("clock", "note", texts.clock.untold());
  // Date is cut off to whole seconds, so half a second is added.
  const aheadSeconds = Math.round((localMs - dateMs - 500) / 1000);
  const seconds = Math.abs(aheadSeconds);
  if (seconds <= NEAR_SECONDS) return finding("clock", "ok", texts.clock.right(Math.max(seconds, 1)));
  if (aheadSeconds >= CLOCK_SKEW_SECONDS) return finding("clock", "wrong", texts.clock.refused(seconds, "ahead"));
  if (-aheadSeconds >= config.signatureSeconds) {
    return finding("clock", "wrong", texts.clock.refused(seconds, "behind"));
  }
  if (aheadSeconds > 0) return finding("clock", "wrong", texts.clock.ahead(seconds, CLOCK_SKEW_SECONDS));
  return finding("clock", "wrong", texts.clock.shortened(seconds, config.signatureSeconds));
}

/** The origin to test if CORS_ORIGINS is `*`. */
const ANY_ORIGIN = "https://any.example.com";
/** The headers of a bound PUT. They include content-type, because image types are not CORS-safelisted. */
const HEADERS = ["authorization", "content-type", "x-cos-acl", "x-cos-forbid-overwrite", "x-cos-security-token"];
const METHODS = ["PUT", "POST"];

/** Sends the preflights of a PUT and a POST for each origin of CORS_ORIGINS. Preflights are never signed. */
export async function checkCors(examination: Examination): Promise<readonly Finding[]> {
  const { corsOrigins } = examination.config;
  if (corsOrigins === "loopback" || corsOrigins.length === 0) {
    return [finding("cors", "note", examination.texts.cors.notSet())];
  }
  const origins = corsOrigins === "*" ? [ANY_ORIGIN] : corsOrigins;
  return Promise.all(origins.map((origin) => checkOrigin(examination, origin)));
}

async function checkOrigin(examination: Examination, origin: string): Promise<Finding> {
  const { texts, bucket, config } = examination;
  const requested = [...HEADERS, ...Object.keys(config.objectHeaders).map((name) => name.toLowerCase())];
  const url = objectUrl(bucket.scheme, bucket.host, `${config.uploadPrefix}/${DOCTOR_FOLDER}/preflight`);
  for (const method of METHODS) {
    const headers = {
      Origin: origin,
      "Access-Control-Request-Method": method,
      "Access-Control-Request-Headers": requested.join(","),
    };
    const response = await requestBucket(examination, url, { method: "OPTIONS", headers });
    const allowed = response.headers.get("access-control-allow-origin");
    if (allowed !== "*" && allowed !== origin) {
      return finding("cors", "wrong", texts.cors.refused(origin, wordsOf(response)));
    }
    const missing = missingFrom(response, method, requested);
    if (missing.length > 0) return finding("cors", "wrong", texts.cors.incomplete(origin, missing.join(", ")));
  }
  return finding("cors", "ok", texts.cors.allowed(origin));
}

/** Returns what a browser would miss in the response. `*` does not include authorization. Fetch Standard, "CORS-preflight fetch" */
function missingFrom({ headers }: BucketResponse, method: string, requested: readonly string[]): readonly string[] {
  const methods = listed(headers, "access-control-allow-methods");
  const allowed = listed(headers, "access-control-allow-headers");
  const missingHeaders = requested.filter(
    (name) => !allowed.includes(name) && (name === "authorization" || !allowed.includes("*")),
  );
  return [...(methods.includes("*") || methods.includes(method.toLowerCase()) ? [] : [method]), ...missingHeaders];
}

function listed(headers: Headers, name: string): readonly string[] {
  return (headers.get(name) ?? "").split(",").map((item) => item.trim().toLowerCase());
}
