import type { NameValues } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { isPathToRoot } from "./object-key.ts";

/** One request as received, split into its parts and percent-decoded but otherwise unchanged. */
export interface CosRequest {
  /** Upper-case: `PUT`. */
  readonly method: string;
  /** The requested host with its port, if there is one: that of the absolute target, or else of the Host header, or else "". */
  readonly host: string;
  /** The path, still percent-encoded: `/%E8%85%BE`. */
  readonly wirePath: string;
  /** The decoded path, with a space for a raw `+`. The signature covers this form. */
  readonly pathname: string;
  /** The object key: the decoded path without its first slash. It is "" for the bucket itself. */
  readonly key: string;
  /** Decoded parameters in their original order, including repeated ones. */
  readonly query: NameValues;
  /**
   * Headers in their original order, including repeated ones, with names in lower case. The host of an absolute target replaces the
   * value of the Host header. RFC 9112, 3.2.2
   */
  readonly headers: NameValues;
}

/** The head of a request, as node:http provides it. */
export interface WireRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Names and values alternately, as node:http stores them. */
  readonly rawHeaders: readonly string[];
}

/** node:http drops headers beyond this number, and a dropped x-cos-forbid-overwrite would overwrite an object. */
const MAX_HEADERS = 1000;

/**
 * Parses the head of a request.
 *
 * @throws {CosError} InvalidURI if the path or query is not percent-encoded UTF-8, or if the key is a path to the bucket itself, such as
 *   `a/..`; InvalidRequest for a second Host header, and for more headers than node:http may pass on
 */
export function parseRequest({ method = "", url = "", rawHeaders }: WireRequest): CosRequest {
  if (rawHeaders.length >= 2 * MAX_HEADERS) {
    throw new CosError("InvalidRequest", `The request has ${MAX_HEADERS} headers or more.`);
  }
  const { authority, wirePath, wireQuery } = splitTarget(url);
  const headers = withHost(pairUp(rawHeaders), authority);
  const host = firstValue(headers, "host") ?? "";
  const pathname = decode(wirePath);
  const key = pathname.slice(1);
  if (key !== "" && isPathToRoot(key))
    throw new CosError("InvalidURI", "The object key is a path to the bucket itself.");
  return { method, host, wirePath, pathname, key, query: parseQuery(wireQuery), headers };
}

/** The first value of a header or parameter: "" if it is present without a value, undefined if it is absent. */
export function firstValue(pairs: NameValues, name: string): string | undefined {
  return pairs.find(([candidate]) => candidate === name)?.[1];
}

/** All values of a header or parameter. */
export function allValues(pairs: NameValues, name: string): readonly string[] {
  return pairs.filter(([candidate]) => candidate === name).map(([, value]) => value);
}

/** A request's target as it is on the wire. */
interface RequestTarget {
  /** Host and port of the absolute form, undefined for the origin form. */
  readonly authority: string | undefined;
  /** Path and query: `/key?a=b`. The path of `http://host?a=b` is `/`. */
  readonly target: string;
}

/** Splits the absolute form that a client sends to a proxy, `http://host/key?a=b`. The origin form, `/key?a=b`, has no authority. */
export function splitAuthority({ url = "" }: Pick<WireRequest, "url">): RequestTarget {
  const [prefix = "", authority] = /^https?:\/\/([^/?]*)/i.exec(url) ?? [];
  const target = url.slice(prefix.length);
  return { authority, target: /^(?:$|\?)/.test(target) ? `/${target}` : target };
}

/** @throws {CosError} InvalidURI for an authority that is empty or has a user, and for a path without its slash */
function splitTarget(url: string) {
  const { authority, target } = splitAuthority({ url });
  if (authority === "" || authority?.includes("@")) throw new CosError("InvalidURI");
  const mark = target.indexOf("?");
  const wirePath = mark < 0 ? target : target.slice(0, mark);
  if (!wirePath.startsWith("/")) throw new CosError("InvalidURI");
  return { authority, wirePath, wireQuery: mark < 0 ? "" : target.slice(mark + 1) };
}

function withHost(headers: NameValues, authority: string | undefined): NameValues {
  if (allValues(headers, "host").length > 1) throw new CosError("InvalidRequest", "The request has two Host headers.");
  return authority === undefined
    ? headers
    : headers.map(([name, value]) => [name, name === "host" ? authority : value]);
}

function parseQuery(wireQuery: string): NameValues {
  return wireQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [decode(pair), ""] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

/**
 * Decodes a part of a URL as COS does: a raw `+` is a space, and only `%2B` is a plus sign.
 *
 * Two public error bodies show this for the path. For the query it is not published; we assume the same decoder.
 * docs/decisions/0015-a-raw-plus-is-a-space.md
 *
 * @throws {CosError} InvalidURI
 */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (cause) {
    throw new CosError("InvalidURI", undefined, { cause });
  }
}

function pairUp(rawHeaders: readonly string[]): NameValues {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), headerText(rawHeaders[index + 1] ?? "")] as const] : [],
  );
}

/** Decodes a header as UTF-8, the form that signatures cover. node:http decodes it as Latin-1, and so do we if it is not UTF-8. */
function headerText(latin1: string): string {
  const bytes = Buffer.from(latin1, "latin1");
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : latin1;
}

/** Headers that change an operation, in addition to x-cos-*. */
const ACTED_ON: ReadonlySet<string> = new Set([
  ...["cache-control", "content-disposition", "content-encoding", "content-length", "content-md5", "content-type"],
  ...["expires", "if-match", "if-modified-since", "if-none-match", "if-unmodified-since", "if-range", "range"],
]);

/**
 * Rejects a repeated header if only one value can count. It is not published which value COS uses, and a signature need not cover it.
 *
 * @throws {CosError} InvalidArgument
 */
export function checkRepeats({ headers }: CosRequest): void {
  const seen = new Set<string>();
  for (const [name] of headers) {
    if (!ACTED_ON.has(name) && !name.startsWith("x-cos-")) continue;
    if (seen.has(name)) throw new CosError("InvalidArgument", `The header ${name} is repeated.`);
    seen.add(name);
  }
}

/** Largest object in one PUT or POST: 5 GB. PUT Object (436/7749), POST Object (436/14690) */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3;

/** Content-Length in bytes, or undefined if there is none. node:http has already rejected a malformed one. */
export function contentLength({ headers }: CosRequest): number | undefined {
  const text = firstValue(headers, "content-length");
  return text === undefined ? undefined : Number(text);
}

/**
 * Rejects every transfer coding except `chunked`: the bytes that it leaves are not those of the object.
 *
 * @throws {CosError} NotImplemented
 * @see RFC 9112, 6.1
 */
export function checkTransferCoding({ headers }: CosRequest): void {
  if (allValues(headers, "transfer-encoding").every((coding) => coding.toLowerCase() === "chunked")) return;
  throw new CosError("NotImplemented", "Transfer-Encoding must be chunked.");
}

/** @throws {CosError} MissingContentLength unless the request has a Content-Length or a chunked body */
export function checkBodyIsAnnounced(request: CosRequest): void {
  if (contentLength(request) !== undefined) return;
  if (firstValue(request.headers, "transfer-encoding") === undefined) throw new CosError("MissingContentLength");
}
