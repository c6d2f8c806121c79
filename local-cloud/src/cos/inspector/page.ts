import type { StoredObject } from "../storage/object-store.ts";
import { JOURNAL_LENGTH, type RecordedRequest } from "../testing/journal.ts";
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
  /** Whether the browser reloads the page by itself. */
  readonly isLive: boolean;
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
  const { bucket, region, objectCount, objects, uploads, requests, isLive, pasted } = content;
  /** The comparison that somebody most likely looks for is open. */
  const openId = pasted?.requestId ?? requests.find(({ signature }) => signature !== undefined)?.requestId;
  const ofAll = objects.length === objectCount ? "" : `newest ${objects.length} of `;
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Local COS ${bucket}</title>
<link rel="icon" href="/?inspector=icon">
<link rel="stylesheet" href="/?inspector=style">
<h1>Local COS <code>${bucket}</code>, ${region}</h1>
<nav>${isLive ? html`Reloads every two seconds: <a href="/">stop</a>` : html`<a href="/">Reload</a> <a href="/?inspector=live">Reload every two seconds</a>`}
<a href="#uploads">Unfinished uploads</a> <a href="#objects">Objects</a></nav>
<h2 id="requests">Requests (${requests.length === JOURNAL_LENGTH ? "last " : ""}${requests.length})</h2>
${table(
  html`<th>Time</th><th>Request</th><th>Operation</th><th>Verdict</th><th class="number">Duration</th>`,
  requests.map((request) => requestRows(request, { isOpen: request.requestId === openId, isLive, pasted })),
)}
<h2 id="uploads">Unfinished uploads (${uploads.length})</h2>
${table(
  html`<th>Key</th><th>Upload id</th><th>Begun</th><th>Parts</th><th class="number">Size</th>`,
  uploads.map(uploadRow),
)}
<h2 id="objects">Objects (${ofAll}${objectCount})</h2>
${table(
  html`<td></td><th>Key</th><th class="number">Size</th><th>Type</th><th>Modified</th><th>ACL</th>`,
  objects.map(objectRow),
)}
</html>
`.html;
}

function table(head: Html, rows: readonly Html[]): Html {
  if (rows.length === 0) return html`<p>None</p>`;
  return html`<table>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}

/** How the reason of a rejection is shown. */
interface ReasonView extends Pick<PageContent, "isLive" | "pasted"> {
  readonly isOpen: boolean;
}

/** A request, and below it, why it was rejected. */
function requestRows(request: RecordedRequest, view: ReasonView): Html {
  const { method, target, operation = "", status, code, message, requestId, isInjected, durationMs } = request;
  const verdict = code === undefined ? "accepted" : "rejected";
  const outcome = [status, code, isInjected ? "changed by failNext" : verdict].filter((word) => word !== undefined);
  const reason = message === undefined ? NOTHING : reasonRow(request, message, view);
  return html`<tr id="${requestId}">
<td class="time">${timeOf(request.receivedMs)}</td>
<td class="wire">${method} ${target}</td>
<td>${operation}</td>
<td class="verdict"><span class="${isInjected ? "injected" : verdict}">${outcome.join(" ")}</span></td>
<td class="number">${durationMs.toFixed(1)} ms</td>
</tr>
${reason}`;
}

function reasonRow(request: RecordedRequest, message: string, view: ReasonView): Html {
  const { requestId, signature } = request;
  const reason =
    signature === undefined
      ? html`${message} <code>${requestId}</code>`
      : html`<details${view.isOpen ? html` open` : NOTHING}><summary>${message}${signature.mistake === undefined ? "" : ` Mistake: ${signature.mistake}.`}</summary>
<code>${requestId}</code>
${strings(signature, requestId, view)}
</details>`;
  return html`<tr class="reason"><td colspan="5">${reason}</td></tr>
`;
}

function strings({ expected, signed }: SignatureComparison, requestId: string, { isLive, pasted }: ReasonView): Html {
  const own = pasted?.requestId === requestId ? pasted.text : signed;
  const form = isLive ? html`<p><a href="/#${requestId}">Stop reloading</a> to paste it.</p>` : pasteForm(requestId);
  if (own === undefined)
    return html`<pre>${visible(expected)}</pre>
<p>This is the HttpString that COS signs. None of the usual mistakes explains your signature: the secret key or the string differs. Compare it with the string that your code signed:</p>
${form}`;
  if (own === expected && signed !== undefined)
    return html`<p>Both strings are equal.</p><pre>${visible(expected)}</pre>`;
  return html`${comparison(expected, own)}${signed === undefined ? form : NOTHING}`;
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
  return html`<form action="/#${requestId}" method="get">
<input type="hidden" name="inspector" value="compare">
<input type="hidden" name="request" value="${requestId}">
<textarea name="signed" rows="5" aria-label="The string that your code signed"></textarea>
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
<td class="time">${timeOf(initiatedMs)}</td>
<td>${rangesOf(parts.map(({ number }) => number))}</td>
<td class="number">${sizeOf(bytes)}</td>
</tr>
`;
}

function objectRow(object: StoredObject): Html {
  const { key, bytes, headers, lastModifiedMs, acl } = object;
  const source = `/?inspector=object&key=${encodeURIComponent(key)}`;
  return html`<tr>
<td>${hasThumbnail(object) ? html`<a href="${source}" aria-label="Open ${key}"><img src="${source}" alt="" loading="lazy"></a>` : NOTHING}</td>
<td class="wire">${key}</td>
<td class="number">${sizeOf(bytes)}</td>
<td class="type">${headers["Content-Type"] ?? ""}</td>
<td class="time">${timeOf(lastModifiedMs)}</td>
<td>${acl}</td>
</tr>
`;
}

/** The time on this machine's clocks: `2026-11-30 19:45:00`. */
function timeOf(timeMs: number): string {
  return new Date(timeMs).toLocaleString("sv-SE");
}

function sizeOf(bytes: number): string {
  return bytes === 1 ? "1 byte" : `${bytes.toLocaleString("en")} bytes`;
}

/** Shortens ascending numbers: `1–3, 5`. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.last === number - 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? first : `${first}–${last}`)).join(", ");
}
