import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

export const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/** The key of {@link WEBHOOK_SECRET}. */
export const SECRET_BYTES = Buffer.from(WEBHOOK_SECRET.slice("whsec_".length), "base64");

/** A delivery that arrived, with a signature that the reference library has verified. */
export interface Received {
  readonly id: string;
  readonly timestamp: number;
  readonly payload: { readonly type: string; readonly timestamp: string; readonly data: Record<string, unknown> };
}

type Respond = (req: IncomingMessage, res: ServerResponse) => void;

/** A real HTTP receiver of webhooks. */
export interface WebhookReceiver {
  readonly url: string;
  readonly received: Received[];
  /** Responds to the following deliveries. @default 204 */
  respondWith(respond: Respond | number): void;
  /** Resolves once so many deliveries have arrived. */
  waitFor(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** Starts a receiver on a free port. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const listeners = new Set<() => void>();
  let respond: Respond = (_req, res) => void res.writeHead(204).end();
  const server = createServer(async (req, res) => {
    const body = await text(req);
    const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
    try {
      const payload = new Webhook(WEBHOOK_SECRET).verify(body, headers) as Received["payload"];
      received.push({
        id: headers["webhook-id"] ?? "",
        timestamp: Number(headers["webhook-timestamp"]),
        payload,
      });
    } catch (error) {
      res.writeHead(401).end(String(error));
      return;
    }
    respond(req, res);
    for (const listener of listeners) listener();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/webhooks`,
    received,
    respondWith(next) {
      respond = typeof next === "number" ? (_req, res) => void res.writeHead(next).end() : next;
    },
    async waitFor(count) {
      await new Promise<void>((resolve) => {
        const check = () => {
          if (received.length < count) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        check();
      });
      return received;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
