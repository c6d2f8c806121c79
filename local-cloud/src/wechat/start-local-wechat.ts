import { randomBytes as cryptoRandomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { listen } from "@wx-cos-upload/node-kit";
import { limitConnections } from "../limit-connections.ts";
import { type Code2SessionOptions, createCode2Session, WECHAT_ERRORS, type WechatError } from "./code2session.ts";

const PATH = "/sns/jscode2session";
const ORIGIN = "http://localhost";
/** The default app secret. A real one is known only to WeChat and its owner. */
const LOCAL_APP_SECRET = "the-app-secret-of-the-stand-in";

const HALF_RESPONSE = '{"session_key":"aGFsZiBvZiBhIHNlc3Npb24","open';

/**
 * A failure on WeChat's side: an error of its table, a gateway's HTML page, a truncated response, no response, or a reset connection.
 */
export type WechatFault = WechatError | "html" | "halfResponse" | "silence" | "reset";

/** Options of {@link startLocalWechat}. */
export interface StartLocalWechatOptions extends Partial<Code2SessionOptions> {
  readonly appId: string;
  /** @default "127.0.0.1" */
  readonly listenHost?: string;
  /** @default 0, any free port */
  readonly port?: number;
  /** Called before each response. Returns the failure to produce, if any. For tests. @default no failure */
  readonly fault?: () => WechatFault | undefined;
}

/** A running stand-in for WeChat's login. */
export interface LocalWechat {
  /** URL of code2Session: `http://127.0.0.1:50123/sns/jscode2session`. */
  readonly url: string;
  readonly appSecret: string;
  /** Ends every connection and resolves when nothing is left running. */
  close(): Promise<void>;
}

/**
 * Starts the stand-in for `https://api.weixin.qq.com/sns/jscode2session`. It is for development and tests.
 *
 * @example
 * const wechat = await startLocalWechat({ appId: "wx0123456789abcdef" });
 * // … send code2Session calls to wechat.url with wechat.appSecret …
 * await wechat.close();
 */
export async function startLocalWechat(options: StartLocalWechatOptions): Promise<LocalWechat> {
  const { appId, appSecret = LOCAL_APP_SECRET, listenHost = "127.0.0.1", port = 0, fault = () => undefined } = options;
  const code2Session = createCode2Session({
    now: Date.now,
    randomBytes: cryptoRandomBytes,
    ...options,
    appId,
    appSecret,
  });
  const server = createServer();
  const respond: RequestListener = (request, response) => {
    const { url: target = "/" } = request;
    // HTTP reads `//` as a path, but URL reads it as the start of a host.
    const requested = URL.canParse(target, ORIGIN) ? new URL(target, ORIGIN) : undefined;
    const failure = fault();
    if (requested?.pathname !== PATH) send(response, 404, "text/plain", "not found");
    else if (failure !== undefined) fail(failure, request, response);
    else send(response, 200, "text/plain", JSON.stringify(code2Session(requested.searchParams)));
  };
  server.on("request", limitConnections(server)(respond));
  const advice = "leave port out for any free port";
  const { url } = await listen(server, { host: listenHost, port, name: "the local WeChat", advice });
  return {
    url: `${url}${PATH}`,
    appSecret,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function fail(fault: WechatFault, request: IncomingMessage, response: ServerResponse): void {
  if (fault === "silence") return;
  if (fault === "reset") request.socket.destroy();
  else if (fault === "html") send(response, 200, "text/html", "<!DOCTYPE html><title>502 Bad Gateway</title>");
  else if (fault === "halfResponse") send(response, 200, "text/plain", HALF_RESPONSE);
  else send(response, 200, "text/plain", JSON.stringify(WECHAT_ERRORS[fault]));
}

/** Sends a response. WeChat sends JSON as text/plain. */
function send(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { "Content-Type": `${contentType}; charset=utf-8` }).end(text);
}
