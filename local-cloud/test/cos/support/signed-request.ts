import { authorize, type NameValues, urlEncode, urlEncodePath } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS, type LocalCredentials } from "../../../src/cos/index.ts";
import type { WireRequest } from "./send.ts";

export const KEY_TIME = "1700000000;1700000900";

/** A request to sign. */
export interface ToSign {
  readonly method: string;
  readonly key?: string;
  readonly host: string;
  /** Sent and signed. */
  readonly headers?: NameValues;
  /** Sent, not signed. */
  readonly unsignedHeaders?: NameValues;
  /** Sent and signed. */
  readonly query?: NameValues;
  readonly body?: string | Uint8Array;
  readonly keyTime?: string;
  readonly credentials?: LocalCredentials;
}

/** A request whose Authorization header covers the host, the query and all `headers`. A body adds Content-Length. */
export function signedRequest(toSign: ToSign): WireRequest {
  const { method, key = "", host, query = [], body, unsignedHeaders = [] } = toSign;
  const length: NameValues = body === undefined ? [] : [["Content-Length", String(Buffer.byteLength(body))]];
  const headers: NameValues = [["Host", host], ...length, ...(toSign.headers ?? [])];
  const { authorization } = authorize({
    credentials: toSign.credentials ?? LOCAL_COS_DEFAULTS.credentials,
    keyTime: toSign.keyTime ?? KEY_TIME,
    method,
    pathname: `/${key}`,
    query,
    headers,
  });
  return {
    method,
    target: targetOf(key, query),
    headers: [...headers, ...unsignedHeaders, ["Authorization", authorization]],
    body,
  };
}

/** The same request with its signature in the query. */
export function presignedRequest(toSign: ToSign): WireRequest {
  const { target, headers, ...rest } = signedRequest(toSign);
  const authorization = headers.find(([name]) => name === "Authorization")?.[1] ?? "";
  const pairs = authorization.split("&").map((pair) => pair.split("=", 2));
  const signature = pairs.map(([name = "", value = ""]) => `${name}=${urlEncode(value)}`).join("&");
  return {
    ...rest,
    target: `${target}${target.includes("?") ? "&" : "?"}${signature}`,
    headers: headers.filter(([name]) => name !== "Authorization"),
  };
}

export function targetOf(key: string, query: NameValues): string {
  const pairs = query.map(([name, value]) => `${urlEncode(name)}=${urlEncode(value)}`);
  return `/${urlEncodePath(key)}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
}
