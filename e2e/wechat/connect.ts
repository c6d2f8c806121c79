import { type ClientRequest, type RequestOptions, request } from "node:http";

/** Where names lead: `examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com` → `127.0.0.1:41234`. TLS is taken as ended there. */
export type Hosts = Readonly<Record<string, string>>;

/** Headers that WeChat writes itself and lets nobody set. wx.request, "header"; Network, "Referer". */
const UNSETTABLE = /^(?:referer|host|content-length|user-agent)$/i;

/**
 * Opens a request as WeChat's network stack does: to the URL's host by name, with that name in Host, and nothing sent but what
 * was asked for.
 *
 * @throws {Error} whose message is the `errMsg` of WeChat, where WeChat calls `fail`
 */
export function connect(
  hosts: Hosts,
  url: string,
  headers: Readonly<Record<string, string>>,
  options: RequestOptions,
): ClientRequest {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new Error("fail invalid url");
  const unsettable = Object.keys(headers).find((name) => UNSETTABLE.test(name));
  if (unsettable !== undefined) throw new Error(`fail header ${unsettable} can't be set`);
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
