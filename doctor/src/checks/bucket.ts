import { objectUrl } from "@wx-cos-upload/cos-signature";
import { CLOCK_SKEW_SECONDS } from "@wx-cos-upload/server/advanced";
import { bucketAdvice, wordsOf } from "../causes.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { type BucketResponse, requestBucket } from "../request-bucket.ts";

/** The bucket's answer to an anonymous request, and when it came. */
export interface BucketContact {
  readonly answer: BucketResponse;
  /** This machine's clock when the answer was made, as near as can be told: half way between request and answer. */
  readonly localMs: number;
}

/** Asks the bucket for its objects, as nobody. A private one that is there answers AccessDenied. */
export async function checkBucket(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly contact: BucketContact | undefined; readonly usable: boolean }> {
  const { bucket, texts, config, now } = examination;
  const url = `${bucket.scheme}://${bucket.host}`;
  const sentMs = now();
  const answer = await requestBucket(examination, `${url}/?max-keys=1`, { method: "GET" });
  if (answer.status === undefined) {
    const says = texts.bucket.silent(url, answer.code, bucketAdvice(texts, "", answer));
    return { finding: finding("bucket", "wrong", says), contact: undefined, usable: false };
  }
  const contact = { answer, localMs: (sentMs + now()) / 2 };
  if (answer.status === 200) {
    return { finding: finding("bucket", "note", texts.bucket.isPublic(url)), contact, usable: true };
  }
  if (answer.status !== 403) {
    const says = texts.bucket.refuses(url, wordsOf(answer), bucketAdvice(texts, "", answer));
    return { finding: finding("bucket", "wrong", says), contact, usable: false };
  }
  if (!bucket.isLocal) return { finding: finding("bucket", "ok", texts.bucket.answers(url)), contact, usable: true };
  const { host } = config.cos;
  const says = host === undefined ? texts.bucket.local(url) : texts.bucket.localBesideHost(url, host);
  return { finding: finding("bucket", host === undefined ? "ok" : "note", says), contact, usable: true };
}

/** Below this, what is measured may be the network's doing. */
const NEAR_SECONDS = 30;

/**
 * Holds this machine's clock against the bucket's Date. A signature begins {@link CLOCK_SKEW_SECONDS} before it is made and ends
 * SIGNATURE_SECONDS after, so a clock that is further ahead or behind than these makes signatures that are refused.
 */
export function checkClock({ config, texts }: Examination, { answer, localMs }: BucketContact): Finding {
  const dateMs = Date.parse(answer.headers.get("date") ?? "");
  if (Number.isNaN(dateMs)) return finding("clock", "note", texts.clock.untold());
  // Date has whole seconds, cut off: half of one is added.
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

/** Stands for any page where CORS_ORIGINS is `*`. */
const ANY_ORIGIN = "https://any.example.com";
/** What a client sends with a bound PUT. content-type needs asking for as well, since images are no simple type. */
const HEADERS = ["authorization", "content-type", "x-cos-acl", "x-cos-forbid-overwrite", "x-cos-security-token"];
const METHODS = ["PUT", "POST"];

/** Sends the preflights of a PUT and a POST for each origin of CORS_ORIGINS. They are never signed. */
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
    const answer = await requestBucket(examination, url, { method: "OPTIONS", headers });
    const allowed = answer.headers.get("access-control-allow-origin");
    if (allowed !== "*" && allowed !== origin) {
      return finding("cors", "wrong", texts.cors.refused(origin, wordsOf(answer)));
    }
    const missing = missingFrom(answer, method, requested);
    if (missing.length > 0) return finding("cors", "wrong", texts.cors.incomplete(origin, missing.join(", ")));
  }
  return finding("cors", "ok", texts.cors.allowed(origin));
}

/** What a browser would miss in the answer. `*` does not stand for authorization. Fetch Standard, "CORS-preflight fetch" */
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
