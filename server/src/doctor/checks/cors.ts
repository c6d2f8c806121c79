import { objectUrl } from "../../cos/index.ts";
import { askBucket, type BucketAnswer } from "../ask-bucket.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { wordsOf } from "../troubles.ts";

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
    const answer = await askBucket(examination, url, { method: "OPTIONS", headers });
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
function missingFrom({ headers }: BucketAnswer, method: string, requested: readonly string[]): readonly string[] {
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
