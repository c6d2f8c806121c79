import { text } from "node:stream/consumers";
import { NO_EXCEPTION, REQUEST_RESULT } from "../../miniprogram/test/fakes/wechat-results.ts";
import { connect, type Hosts } from "./connect.ts";

type Option = WechatMiniprogram.RequestOption<string>;

/**
 * What to do with a header whose value is `undefined`: omit it, or send the text "undefined". WeChat's behaviour is undocumented and
 * unverified. WeChat passes options to its native side as JSON, which drops the value, but it may convert header values to text first.
 */
export type UndefinedHeaders = "omit" | "send as text";

/** `wx.request`. Any status counts as success, the default content type is JSON, and redirects are not followed. */
export function request(hosts: Hosts, option: Option, undefinedHeaders: UndefinedHeaders): { abort(): void } {
  const fail = (reason: string) =>
    option.fail?.({ errMsg: `request:${reason}`, errno: 600_000, exception: NO_EXCEPTION, useHttpDNS: false });
  const headers = Object.fromEntries(
    Object.entries(option.header ?? {})
      .filter(([, value]) => value !== undefined || undefinedHeaders === "send as text")
      .map(([name, value]) => [name, String(value)]),
  );
  if (!Object.keys(headers).some((name) => name.toLowerCase() === "content-type"))
    headers["content-type"] = "application/json";
  const abortion = new AbortController();
  const body = bodyOf(option.data);

  async function run(): Promise<void> {
    const outgoing = connect(hosts, option.url, headers, {
      method: option.method ?? "GET",
      signal: abortion.signal,
      timeout: option.timeout ?? 60_000,
      headers: body === undefined ? {} : { "Content-Length": body.length },
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("fail timeout")));
    const response = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      outgoing.on("response", resolve).on("error", reject).end(body);
    });
    const data = await text(response);
    option.success?.({ ...REQUEST_RESULT, statusCode: response.statusCode ?? 0, header: response.headers, data });
  }

  run().catch((error: Error) => fail(abortion.signal.aborted ? "fail abort" : failReason(error)));
  return { abort: () => abortion.abort() };
}

function bodyOf(data: Option["data"]): Buffer | undefined {
  if (data === undefined) return undefined;
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  if (typeof data === "string") return Buffer.from(data);
  throw new TypeError("This stand-in sends only an ArrayBuffer, a string or no body");
}

/** Returns an error's message with WeChat's prefix `fail `, unless the message has it already. */
export function failReason(error: Error): string {
  return error.message.startsWith("fail ") ? error.message : `fail ${error.message}`;
}
