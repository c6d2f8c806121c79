import type { IncomingMessage, ServerResponse } from "node:http";
import { decodePercent } from "./decode-percent.ts";
import { respondWith, respondWithError } from "./respond.ts";

/** Access to the local bucket with its own credentials. */
export interface PreviewBucket {
  /** `http://127.0.0.1:3001` */
  readonly origin: string;
  /** Returns a presigned URL that reads an object for a few minutes. An empty key returns a URL that lists the bucket. */
  readonly signGet: (objectKey: string) => string;
}

/** Largest number of objects in the list. */
const MAX_LISTED = 12;

/**
 * Whether a request comes from this computer and from no other site. Its address must be local, and its host name must be one that
 * no other site can use. Its headers must show no tunnel, no proxy and no page of another site.
 *
 * @see Sec-Fetch-Site: https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function isFromThisComputer({ socket, headers }: IncomingMessage): boolean {
  if (headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined) return false;
  if (headers["sec-fetch-site"] === "cross-site") return false;
  const { remoteAddress = "" } = socket;
  const isLocal = /^(?:::ffff:)?127\.|^::1$/.test(remoteAddress);
  return isLocal && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(headers.host ?? "");
}

/** Responds with the newest objects, as JSON. */
export async function listObjects(bucket: PreviewBucket, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const response = await fetch(bucket.signGet(""));
  if (!response.ok) return respondWithError(res, 502, "The preview can't list the local bucket.");
  const entries = [...(await response.text()).matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, entry = ""]) => ({
    key: unescapeXml(field(entry, "Key")),
    bytes: Number(field(entry, "Size")),
    stored: field(entry, "LastModified"),
  }));
  entries.sort((left, right) => right.stored.localeCompare(left.stored));
  respondWith(req, res, "objects.json", JSON.stringify(entries.slice(0, MAX_LISTED)));
}

/** Redirects to the presigned URL of an object in the private bucket. Responds with 400 to a URL outside the bucket. */
export function openObject(bucket: PreviewBucket, query: URLSearchParams, res: ServerResponse): void {
  const key = query.get("key") ?? keyOf(bucket, query.get("url") ?? "");
  if (key === undefined) {
    respondWithError(res, 400, "This is not an address in the local bucket.");
    return;
  }
  const Location = bucket.signGet(key);
  res.writeHead(302, { Location, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" }).end();
}

function keyOf({ origin }: PreviewBucket, text: string): string | undefined {
  if (!URL.canParse(text) || new URL(text).origin !== origin) return undefined;
  return decodePercent(new URL(text).pathname.slice(1));
}

function field(entry: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(entry)?.[1] ?? "";
}

function unescapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_whole, name) => names[name] ?? "");
}
