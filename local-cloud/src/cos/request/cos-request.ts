import type { NameValues } from "@wx-cos-upload/server/cos";
import { CosError } from "../errors.ts";

/** One request as it stood on the wire, taken apart and percent-decoded but otherwise untouched. */
export interface CosRequest {
  /** Upper-case: `PUT`. */
  readonly method: string;
  /** The host asked for, with its port if it has one: the absolute target's, else the Host header's; "" if there is none. */
  readonly host: string;
  /** The path, still percent-encoded: `/%E8%85%BE`. */
  readonly wirePath: string;
  /** The path, decoded, a raw `+` as a space: what is signed. */
  readonly pathname: string;
  /** The object key: the decoded path without its first slash; "" for the bucket itself. */
  readonly key: string;
  /** Decoded, in the order of the wire, repeated ones included. */
  readonly query: NameValues;
  /**
   * Names in lower case, values as text, in the order of the wire, repeated ones included. An absolute target's host stands in
   * place of the Host header's value. RFC 9112, 3.2.2
   */
  readonly headers: NameValues;
}

/** What node:http knows of a request before its body. */
export interface WireRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Names and values in turn, as node:http keeps them. */
  readonly rawHeaders: readonly string[];
}

/**
 * Reads the head of a request.
 *
 * @throws {CosError} InvalidURI for a path or query that isn't percent-encoded UTF-8; InvalidRequest for a second Host header.
 */
export function parseRequest({ method = "", url = "", rawHeaders }: WireRequest): CosRequest {
  const { authority, wirePath, wireQuery } = splitTarget(url);
  const headers = withHost(pairUp(rawHeaders), authority);
  const host = firstValue(headers, "host") ?? "";
  const pathname = decode(wirePath);
  return { method, host, wirePath, pathname, key: pathname.slice(1), query: parseQuery(wireQuery), headers };
}

/** The first value of a header or parameter; "" if it stands there without one, undefined if it doesn't. */
export function firstValue(pairs: NameValues, name: string): string | undefined {
  return pairs.find(([candidate]) => candidate === name)?.[1];
}

/** All values of a header or parameter. */
export function allValues(pairs: NameValues, name: string): readonly string[] {
  return pairs.flatMap(([candidate, value]) => (candidate === name ? [value] : []));
}

/** What a request says after its method. */
interface Target {
  /** The absolute form's host and port. */
  readonly authority: string | undefined;
  readonly wirePath: string;
  readonly wireQuery: string;
}

/** Takes the origin form, `/key?a=b`, and the absolute form a proxied client sends, `http://host/key?a=b`. */
function splitTarget(url: string): Target {
  const [scheme = "", authority] = /^https?:\/\/([^/?]*)/i.exec(url) ?? [];
  if (authority === "" || authority?.includes("@")) throw new CosError("InvalidURI");
  const target = url.slice(scheme.length);
  const mark = target.indexOf("?");
  const wirePath = (mark < 0 ? target : target.slice(0, mark)) || "/";
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
 * For the path two public error bodies show it; for the query it is not published, and the same decoder is assumed.
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

/** node:http reads header bytes as Latin-1; signers sign text. Bytes that aren't UTF-8 stay as they are. */
function headerText(latin1: string): string {
  const bytes = Buffer.from(latin1, "latin1");
  const text = bytes.toString("utf8");
  return Buffer.from(text, "utf8").equals(bytes) ? text : latin1;
}
