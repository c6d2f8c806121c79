import { text } from "node:stream/consumers";
import { NO_EXCEPTION, REQUEST_RESULT } from "../../miniprogram/test/fakes/wechat-results.ts";
import { connect, type Hosts } from "./connect.ts";

type Option = WechatMiniprogram.RequestOption<string>;

/**
 * What becomes of a header whose value is `undefined`. What WeChat does is not documented, and unverified: options cross to the
 * native side as JSON, which has no such value, but a header is a text, and `undefined` makes one.
 */
export type UndefinedHeaders = "left out" | "written out";

/** `wx.request`: any status is a success, the type is JSON unless the caller says otherwise, redirects are not followed. */
export function request(hosts: Hosts, option: Option, undefinedHeaders: UndefinedHeaders): { abort(): void } {
  const fail = (reason: string) =>
    option.fail?.({ errMsg: `request:${reason}`, errno: 600_000, exception: NO_EXCEPTION, useHttpDNS: false });
  const headers = Object.fromEntries(
    Object.entries(option.header ?? {})
      .filter(([, value]) => value !== undefined || undefinedHeaders === "written out")
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
    const answer = await new Promise<import("node:http").IncomingMessage>((resolve, reject) => {
      outgoing.on("response", resolve).on("error", reject).end(body);
    });
    const data = await text(answer);
    option.success?.({ ...REQUEST_RESULT, statusCode: answer.statusCode ?? 0, header: answer.headers, data });
  }

  run().catch((error: Error) => fail(abortion.signal.aborted ? "fail abort" : failReason(error)));
  return { abort: () => abortion.abort() };
}

function bodyOf(data: Option["data"]): Buffer | undefined {
  if (data === undefined) return undefined;
  if (data instanceof ArrayBuffer) return Buffer.from(data);
  if (typeof data === "string") return Buffer.from(data);
  throw new TypeError("this stand-in sends an ArrayBuffer, a text or nothing");
}

/** WeChat's own words where the error already has them; else what a broken connection is called there. */
export function failReason(error: Error): string {
  return error.message.startsWith("fail ") ? error.message : `fail ${error.message}`;
}
