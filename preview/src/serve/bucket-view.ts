import type { IncomingMessage, ServerResponse } from "node:http";
import { decodePercent } from "./decode-percent.ts";
import { refuse, respondWith } from "./respond.ts";

/** The local bucket, as whoever holds its credentials sees it. */
export interface PreviewBucket {
  /** `http://127.0.0.1:3001` */
  readonly origin: string;
  /** Gives an address that reads an object for some minutes, by a signature in its query; of no key, one that lists the bucket. */
  readonly signGet: (objectKey: string) => string;
}

const MAX_LISTED = 12;

/**
 * Whether a request comes from this computer and means to: by its address, by a name no other site can have, and by headers that tell
 * neither of a tunnel or proxy in front nor of another site's page.
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

/** The newest objects, as JSON. */
export async function listObjects(bucket: PreviewBucket, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const answer = await fetch(bucket.signGet(""));
  if (!answer.ok) return refuse(res, 502, "The local bucket can't be listed.");
  const entries = [...(await answer.text()).matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, entry = ""]) => ({
    key: unescapeXml(field(entry, "Key")),
    bytes: Number(field(entry, "Size")),
    stored: field(entry, "LastModified"),
  }));
  entries.sort((left, right) => right.stored.localeCompare(left.stored));
  respondWith(req, res, "objects.json", JSON.stringify(entries.slice(0, MAX_LISTED)));
}

/** Leads to an object of the private bucket by a signed address; to nowhere else. */
export function openObject(bucket: PreviewBucket, query: URLSearchParams, res: ServerResponse): void {
  const key = query.get("key") ?? keyOf(bucket, query.get("url") ?? "");
  if (key === undefined) {
    refuse(res, 400, "That is no address of the local bucket.");
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
