import { type Callbacks, call } from "../call.ts";
import { createListeners } from "../lifecycle.ts";
import { withUnsupportedCalls } from "../unsupported-calls.ts";
import { WxFailure } from "../wx-failure.ts";
import type { Network } from "./network.ts";

interface RequestResult {
  readonly statusCode: number;
  readonly header: Record<string, string>;
  readonly data: string | object;
  readonly cookies: string[];
  readonly exception: WechatMiniprogram.RequestException;
  readonly useHttpDNS: boolean;
}

/** Options of `wx.request`. The result has no `profile`, because a browser does not report the timings that WeChat puts there. */
type RequestOption = Omit<WechatMiniprogram.RequestOption, "success" | "fail" | "complete"> & Callbacks<RequestResult>;

interface HeadersReceived {
  readonly header: Record<string, string>;
  readonly statusCode: number;
}

const NO_EXCEPTION: WechatMiniprogram.RequestException = { reasons: [], retryCount: 0 };

/** Headers that the browser sets itself. WeChat does not allow a Referer either. */
const UNSETTABLE = /^(?:referer|host|content-length|user-agent|cookie|origin)$/i;

/**
 * Creates `wx.request` on top of fetch. Any status counts as success, the default content type is JSON, and there is no upload progress.
 * https://developers.weixin.qq.com/miniprogram/dev/api/network/request/wx.request.html
 */
export function createRequest(network: Network, report: (message: string) => void) {
  return (option: RequestOption) => {
    const received = createListeners<HeadersReceived>();
    const transfer = network.start({
      kind: "request",
      url: option.url,
      timeoutMs: option.timeout,
      send: (address, signal) => send(option, address, signal, received.notify),
    });
    void call("request", option, () => transfer.result)?.catch(() => {});
    const task = {
      abort: transfer.abort,
      onHeadersReceived: received.add,
      offHeadersReceived: received.remove,
    };
    return withUnsupportedCalls("RequestTask", task, report);
  };
}

async function send(
  option: RequestOption,
  address: string,
  signal: AbortSignal,
  onHeaders: (received: HeadersReceived) => void,
): Promise<RequestResult> {
  const method = (option.method ?? "GET").toUpperCase();
  const headers = headersOf(option.header);
  const hasBody = method !== "GET" && method !== "HEAD";
  const url = !hasBody && isPlainObject(option.data) ? withQuery(address, option.data) : address;
  const body = hasBody ? bodyOf(option.data, headers.get("content-type")) : null;
  const redirect = option.redirect === "manual" ? "manual" : "follow";
  const response = await fetch(url, {
    method,
    headers,
    body,
    redirect,
    signal,
    cache: "no-store",
    credentials: "omit",
  });
  // WeChat reports a redirect's status and headers. A browser hides both.
  const statusCode = response.type === "opaqueredirect" ? 302 : response.status;
  const header = Object.fromEntries(response.headers);
  onHeaders({ header, statusCode });
  return {
    statusCode,
    header,
    data: await dataOf(response, option),
    cookies: [],
    exception: NO_EXCEPTION,
    useHttpDNS: false,
  };
}

function headersOf(header: RequestOption["header"]): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(header ?? {})) {
    if (!UNSETTABLE.test(name)) headers.set(name, String(value));
  }
  if (!headers.has("content-type")) headers.set("content-type", "application/json");
  return headers;
}

function withQuery(address: string, data: object): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(data)) url.searchParams.set(name, String(value));
  return url.href;
}

function bodyOf(data: unknown, contentType: string | null): BodyInit | null {
  if (data === undefined || data === null) return null;
  if (typeof data === "string" || data instanceof ArrayBuffer) return data;
  if (!isPlainObject(data))
    throw new WxFailure("parameter error: parameter.data should be string, object or ArrayBuffer");
  if (!contentType?.includes("x-www-form-urlencoded")) return JSON.stringify(data);
  return new URLSearchParams(Object.entries(data).map(([name, value]) => [name, String(value)])).toString();
}

async function dataOf(response: Response, { responseType, dataType }: RequestOption): Promise<string | object> {
  if (responseType === "arraybuffer") return response.arrayBuffer();
  const text = await response.text();
  if ((dataType ?? "json") !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof ArrayBuffer);
}
