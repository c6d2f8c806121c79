import { type ClientRequest, type RequestOptions, request } from "node:http";

/** Addresses by host name: `examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com` → `127.0.0.1:41234`. They speak plain HTTP. */
export type Hosts = Readonly<Record<string, string>>;

/** Headers that WeChat sets itself and a mini program cannot set. wx.request, "header"; Network, "Referer". */
const UNSETTABLE = /^(?:referer|host|content-length|user-agent)$/i;

/**
 * Opens a request as WeChat's network stack does: connects to the address of the URL's host name, sends that name in Host, and adds no
 * other headers.
 *
 * @throws {Error} with WeChat's `errMsg` as its message, if WeChat would call `fail`
 */
export function connect(
  hosts: Hosts,
  url: string,
  headers: Readonly<Record<string, string>>,
  options: RequestOptions,
): ClientRequest {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new Error("fail invalid url");
  const unsettable = Object.keys(headers).find((name) => UNSETTABLE.test(name));
  if (unsettable !== undefined) throw new Error(`fail header ${unsettable} cannot be set`);
  const { host, pathname, search } = new URL(url);
  const address = new URL(`http://${hosts[host] ?? host}`);
  return request({
    ...options,
    host: address.hostname,
    port: address.port,
    path: pathname + search,
    headers: { ...options.headers, ...headers, Host: host },
    agent: false,
  });
}
