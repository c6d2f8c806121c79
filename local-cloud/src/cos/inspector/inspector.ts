import type { IncomingMessage } from "node:http";
import type { CosResponse } from "../response/response.ts";
import type { ObjectStore, StoredObject } from "../storage/object-store.ts";
import type { Journal } from "../testing/journal.ts";
import { hasThumbnail, inspectorPage } from "./page.ts";
import { ICON, STYLE } from "./style.ts";

/** What the inspector shows. */
export interface InspectorOptions {
  readonly bucket: { readonly name: string; readonly region: string; readonly store: ObjectStore };
  readonly journal: Journal;
}

/** Responds to a request for the inspector. Returns undefined for every other request, which is one of COS. */
export type Inspect = (request: IncomingMessage) => Promise<CosResponse | undefined>;

/** How many objects the page shows. */
const MAX_OBJECTS = 100;
const LIVE_SECONDS = 2;

/**
 * Creates the page that a browser on this machine gets at the bucket's root. It shows objects and requests, and runs no script.
 *
 * The page reveals a private bucket, so only a browser on this machine gets it: the connection and the Host header must be loopback, and no
 * proxy may have forwarded the request. Everybody else gets COS's response to the same request.
 */
export function createInspector({ bucket, journal }: InspectorOptions): Inspect {
  const { store } = bucket;
  return async (request) => {
    const query = inspectorQuery(request);
    if (query === undefined || !isFromThisMachine(request)) return undefined;
    const view = query.get("inspector") ?? "";
    if (view === "style") return respond(STYLE, "text/css; charset=utf-8");
    if (view === "icon") return respond(ICON, "image/svg+xml");
    if (view === "object") return thumbnail(query.get("key") ?? "");
    const response = respond(page(query), "text/html; charset=utf-8");
    if (view !== "live") return response;
    return { ...response, headers: { ...response.headers, Refresh: `${LIVE_SECONDS}` } };
  };

  function page(query: URLSearchParams): string {
    const keys = store.keys();
    const requestId = query.get("request");
    return inspectorPage({
      bucket: bucket.name,
      region: bucket.region,
      objectCount: keys.length,
      objects: newest(keys.flatMap((key) => store.find(key) ?? [])),
      uploads: store.multipart
        .list()
        .toSorted((a, b) => a.initiatedMs - b.initiatedMs)
        .map((upload) => ({ ...upload, parts: store.multipart.parts(upload.id) })),
      requests: journal.requests().toReversed(),
      isLive: query.get("inspector") === "live",
      pasted: requestId === null ? undefined : { requestId, text: pastedText(query.get("signed") ?? "") },
    });
  }

  async function thumbnail(key: string): Promise<CosResponse> {
    const opened = await store.open(key);
    if (opened === undefined) return respond("", "text/plain", 404);
    const { object } = opened;
    if (!hasThumbnail(object)) {
      await opened.close();
      return respond("", "text/plain", 404);
    }
    const headers = {
      ...HEADERS,
      "Content-Type": object.headers["Content-Type"] ?? "",
      "Content-Length": `${object.bytes}`,
    };
    return { status: 200, headers, body: opened.read() };
  }
}

/** Nothing but the page's own style sheet and images. An SVG image that is opened by itself runs no script, either. */
const HEADERS: Readonly<Record<string, string>> = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store",
};

function respond(body: string, contentType: string, status = 200): CosResponse {
  return { status, headers: { ...HEADERS, "Content-Type": contentType }, body };
}

/** The query of a request for the inspector: a page at the root, or what the page loads. */
function inspectorQuery({ method, url = "", headers }: IncomingMessage): URLSearchParams | undefined {
  if (method !== "GET" || headers.authorization !== undefined || headers.origin !== undefined) return undefined;
  if (url === "/") return headers.accept?.includes("text/html") ? new URLSearchParams() : undefined;
  return url.startsWith("/?inspector=") ? new URLSearchParams(url.slice(2)) : undefined;
}

const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
const LOOPBACK_ADDRESS = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const LOOPBACK_HOST = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/** A page of another site could use a name that resolves to this machine, so the Host header counts too. */
function isFromThisMachine({ socket, headers }: IncomingMessage): boolean {
  if (!LOOPBACK_ADDRESS.test(socket.remoteAddress ?? "") || !LOOPBACK_HOST.test(headers.host ?? "")) return false;
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  const site = headers["sec-fetch-site"] ?? "none";
  return site === "none" || site === "same-origin" || headers["sec-fetch-mode"] === "navigate";
}

function newest(objects: readonly StoredObject[]): readonly StoredObject[] {
  return objects.toSorted((a, b) => b.lastModifiedMs - a.lastModifiedMs).slice(0, MAX_OBJECTS);
}

/** A form sends line feeds as CRLF. Strings that come from a log have `\n` in their place. */
function pastedText(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\\n", "\n");
}
