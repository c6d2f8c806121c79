import type { StoredObject } from "../storage/object-store.ts";
import type { RecordedRequest } from "../testing/journal.ts";
import type { SignatureComparison } from "../testing/signature-comparison.ts";
import { firstDifference } from "./difference.ts";
import { type Html, html, NOTHING } from "./html.ts";

/** What the page shows of a bucket. It contains no secret key and no token. */
export interface PageContent {
  readonly bucket: string;
  readonly region: string;
  /** Number of all objects. */
  readonly objectCount: number;
  /** The newest objects. */
  readonly objects: readonly StoredObject[];
  /** Unfinished multipart uploads, oldest first. */
  readonly uploads: readonly UnfinishedUpload[];
  /** Newest first. */
  readonly requests: readonly RecordedRequest[];
  /** A string that somebody has pasted, to compare with that of a request. */
  readonly pasted?: { readonly requestId: string; readonly text: string } | undefined;
}

/** A multipart upload and the parts that have arrived. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly id: string;
  readonly initiatedMs: number;
  readonly parts: ReadonlyArray<{ readonly number: number; readonly bytes: number }>;
}

/** Whether the page shows a thumbnail of an object of this type. */
export function hasThumbnail({ headers, bytes }: Pick<StoredObject, "headers" | "bytes">): boolean {
  return THUMBNAIL_TYPE.test(headers["Content-Type"] ?? "") && bytes <= MAX_THUMBNAIL_BYTES;
}

/** Images that browsers draw. */
const THUMBNAIL_TYPE = /^image\/(?:jpeg|png|gif|webp|avif|bmp|svg\+xml)$/i;
/** The page loads whole images, because the bucket cannot scale them. */
const MAX_THUMBNAIL_BYTES = 20 * 1024 ** 2;

/** Renders the page. */
export function inspectorPage(content: PageContent): string {
  const { bucket, region, objectCount, objects, uploads, requests, pasted } = content;
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Local COS ${bucket}</title>
<link rel="stylesheet" href="/?inspector=style">
<h1>Local COS <code>${bucket}</code>, ${region}</h1>
<p>Reload the page to see new requests. <a href="/?inspector=live">Reload every two seconds</a> · <a href="/">Stop</a></p>
<h2>Last ${requests.length} requests</h2>
<table>
<tr><th>Time</th><th>Request</th><th>Operation</th><th>Verdict</th><th>ms</th></tr>
${requests.map((request) => requestRow(request, pasted?.requestId === request.requestId ? pasted.text : undefined))}
</table>
<h2>${uploads.length} unfinished uploads</h2>
<table>
<tr><th>Key</th><th>Upload id</th><th>Begun</th><th>Parts</th><th>Bytes</th></tr>
${uploads.map(uploadRow)}
</table>
<h2>${objectCount === objects.length ? NOTHING : html`Newest ${objects.length} of `}${objectCount} objects</h2>
<table>
<tr><th></th><th>Key</th><th>Bytes</th><th>Type</th><th>Modified</th><th>ACL</th></tr>
${objects.map(objectRow)}
</table>
</html>
`.html;
}

function requestRow(request: RecordedRequest, pasted: string | undefined): Html {
  const { method, target, operation = "", status, code, message, requestId, isInjected, durationMs } = request;
  const verdict = code === undefined ? "accepted" : "rejected";
  const outcome = isInjected ? "changed by failNext" : verdict;
  return html`<tr id="${requestId}">
<td>${timeOf(request.receivedMs)}</td>
<td class="wire">${method} ${target}</td>
<td>${operation}</td>
<td><span class="${isInjected ? "injected" : verdict}">${status} ${code ?? ""} ${outcome}</span>${details(request, message, pasted)}</td>
<td>${durationMs.toFixed(1)}</td>
</tr>
`;
}

function details(request: RecordedRequest, message: string | undefined, pasted: string | undefined): Html {
  if (message === undefined) return NOTHING;
  const { requestId, signature } = request;
  if (signature === undefined) return html`<br>${message} <code>${requestId}</code>`;
  return html`<details${pasted === undefined ? NOTHING : html` open`}><summary>${message}${signature.mistake === undefined ? "" : ` Mistake: ${signature.mistake}.`}</summary>
<code>${requestId}</code>
${strings(signature, requestId, pasted)}
</details>`;
}

function strings({ expected, signed }: SignatureComparison, requestId: string, pasted: string | undefined): Html {
  const own = pasted ?? signed;
  if (own === undefined)
    return html`<pre>${visible(expected)}</pre>
<p>This is the HttpString that COS signs. None of the usual mistakes explains your signature. Paste the string that your code signed:</p>
${pasteForm(requestId)}`;
  return html`${comparison(expected, own)}${signed === undefined ? pasteForm(requestId) : NOTHING}`;
}

function comparison(expected: string, own: string): Html {
  const difference = firstDifference(expected, own);
  if (difference === undefined) {
    return html`<p>Both strings are equal, so the secret key, the sign key or the key time differs.</p><pre>${visible(expected)}</pre>`;
  }
  const { same, marks, rests } = difference;
  const side = (title: string, index: 0 | 1) => html`<div><b>${title}</b>
<pre>${visible(same)}<mark>${visible(marks[index]) || "(end)"}</mark>${visible(rests[index])}</pre></div>`;
  return html`<div class="strings">${side("COS signs", 0)}${side("You signed", 1)}</div>`;
}

function pasteForm(requestId: string): Html {
  return html`<form action="/" method="get">
<input type="hidden" name="inspector" value="compare">
<input type="hidden" name="request" value="${requestId}">
<textarea name="signed" rows="5"></textarea>
<button>Compare</button>
</form>`;
}

/** Makes line feeds visible. */
function visible(text: string): string {
  return text.replaceAll("\n", "↵\n");
}

function uploadRow({ key, id, initiatedMs, parts }: UnfinishedUpload): Html {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return html`<tr>
<td class="wire">${key}</td>
<td class="wire">${id}</td>
<td>${timeOf(initiatedMs)}</td>
<td>${parts.map(({ number }) => number).join(", ")}</td>
<td>${bytes}</td>
</tr>
`;
}

function objectRow(object: StoredObject): Html {
  const { key, bytes, headers, lastModifiedMs, acl } = object;
  const source = `/?inspector=object&key=${encodeURIComponent(key)}`;
  return html`<tr>
<td>${hasThumbnail(object) ? html`<img src="${source}" alt="" loading="lazy">` : NOTHING}</td>
<td class="wire">${key}</td>
<td>${bytes}</td>
<td>${headers["Content-Type"] ?? ""}</td>
<td>${timeOf(lastModifiedMs)}</td>
<td>${acl}</td>
</tr>
`;
}

function timeOf(timeMs: number): string {
  return new Date(timeMs).toISOString().replace("T", " ").slice(0, 19);
}
