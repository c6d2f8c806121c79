import { randomBytes as cryptoRandomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type Code2SessionOptions, createCode2Session, WECHAT_ERRORS, type WechatError } from "./code2session.ts";

const PATH = "/sns/jscode2session";
const ORIGIN = "http://localhost";
/** What stands in for a secret that only WeChat and its owner know. */
const LOCAL_APP_SECRET = "the-app-secret-of-the-stand-in";

const HALF_RESPONSE = '{"session_key":"aGFsZiBvZiBhIHNlc3Npb24","open';

/**
 * What can go wrong on WeChat's side: an error of its table, a page of a gateway in the way, an answer that breaks off, none at
 * all, or a connection that is cut.
 */
export type WechatFault = WechatError | "html" | "halfResponse" | "silence" | "reset";

export interface StartLocalWechatOptions extends Partial<Code2SessionOptions> {
  readonly appId: string;
  /** @default "127.0.0.1" */
  readonly listenHost?: string;
  /** @default 0, any free port */
  readonly port?: number;
  /** Asked before each answer; what it gives goes wrong. For tests. @default nothing goes wrong */
  readonly fault?: () => WechatFault | undefined;
}

/** A stand-in for WeChat's login that listens. */
export interface LocalWechat {
  /** Where code2Session is: `http://127.0.0.1:50123/sns/jscode2session`. */
  readonly url: string;
  readonly appSecret: string;
  /** Ends every connection and resolves when nothing is left running. */
  close(): Promise<void>;
}

/** Starts the stand-in for `https://api.weixin.qq.com/sns/jscode2session`. */
export async function startLocalWechat(options: StartLocalWechatOptions): Promise<LocalWechat> {
  const { appId, appSecret = LOCAL_APP_SECRET, listenHost = "127.0.0.1", port = 0, fault = () => undefined } = options;
  const answer = createCode2Session({ now: Date.now, randomBytes: cryptoRandomBytes, ...options, appId, appSecret });
  const server = createServer((request, response) => {
    const { url: target = "/" } = request;
    // `//` is a path to HTTP and half an address to URL.
    const url = URL.canParse(target, ORIGIN) ? new URL(target, ORIGIN) : undefined;
    const wrong = fault();
    if (url?.pathname !== PATH) send(response, 404, "text/plain", "not found");
    else if (wrong !== undefined) goWrong(wrong, request, response);
    else send(response, 200, "text/plain", JSON.stringify(answer(url.searchParams)));
  });
  server.listen(port, listenHost);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the local WeChat listens on no port");
  return {
    url: `http://${listenHost.includes(":") ? `[${listenHost}]` : listenHost}:${address.port}${PATH}`,
    appSecret,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function goWrong(fault: WechatFault, request: IncomingMessage, response: ServerResponse): void {
  if (fault === "silence") return;
  if (fault === "reset") request.socket.destroy();
  else if (fault === "html") send(response, 200, "text/html", "<!DOCTYPE html><title>502 Bad Gateway</title>");
  else if (fault === "halfResponse") send(response, 200, "text/plain", HALF_RESPONSE);
  else send(response, 200, "text/plain", JSON.stringify(WECHAT_ERRORS[fault]));
}

/** WeChat answers JSON as text/plain. */
function send(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { "Content-Type": `${contentType}; charset=utf-8` }).end(text);
}
