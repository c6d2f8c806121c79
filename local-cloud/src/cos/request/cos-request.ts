import type { NameValues } from "@wx-cos-upload/server/cos";
import { CosError } from "../errors.ts";

/** One request as it stood on the wire, taken apart and percent-decoded but otherwise untouched. */
export interface CosRequest {
  /** Upper-case: `PUT`. */
  readonly method: string;
  /** The Host header, with its port if it has one; "" if there is none. */
  readonly host: string;
  /** The path, still percent-encoded: `/%E8%85%BE`. */
  readonly wirePath: string;
  /** The path, decoded: what is signed. */
  readonly pathname: string;
  /** The object key: the decoded path without its first slash; "" for the bucket itself. */
  readonly key: string;
  /** Decoded, in the order of the wire, repeated ones included. */
  readonly query: NameValues;
  /** Names in lower case, values as text, in the order of the wire, repeated ones included. */
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
 * @throws {CosError} InvalidURI for a path or query that isn't percent-encoded UTF-8.
 */
export function parseRequest({ method = "", url = "", rawHeaders }: WireRequest): CosRequest {
  const headers = pairUp(rawHeaders);
  const host = firstValue(headers, "host") ?? "";
  const { wirePath, wireQuery } = splitTarget(url);
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

/** Takes the origin form, `/key?a=b`, and the absolute form a proxied client sends, `http://host/key?a=b`. */
function splitTarget(url: string): { wirePath: string; wireQuery: string } {
  const target = url.replace(/^https?:\/\/[^/?]*/i, "");
  const mark = target.indexOf("?");
  const wirePath = (mark < 0 ? target : target.slice(0, mark)) || "/";
  if (!wirePath.startsWith("/")) throw new CosError("InvalidURI");
  return { wirePath, wireQuery: mark < 0 ? "" : target.slice(mark + 1) };
}

/** `+` stays a plus: COS's UrlEncode writes a space as %20, and only %2B as a plus is certain. */
function parseQuery(wireQuery: string): NameValues {
  return wireQuery
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [decode(pair), ""] : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
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
