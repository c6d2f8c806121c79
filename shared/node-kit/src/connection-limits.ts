import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
// Not the globals: those of jsdom, in which the tests of the local COS's users may run, return numbers.
import { clearInterval, clearTimeout, setInterval, setTimeout } from "node:timers";

/** For createServer: how long a connection may take to send a request, and may wait for its next one. */
export const SERVER_TIMEOUTS = Object.freeze({
  /** A client that sends its headers more slowly only holds a connection. */
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  /** Longer than the idle timeout of load balancers. Otherwise this end could close a connection just as a request arrives. */
  keepAliveTimeout: 75_000,
  /** How often the first two are checked. Node's 30 s would make both of them longer by as much. */
  connectionsCheckingInterval: 1_000,
});

/** Requests of one connection that may be processed at the same time. Browsers and proxies send one after the other. */
export const MAX_PENDING_RESPONSES = 32;

/**
 * Requests of one connection beyond those: the first is rejected, the others are ignored. Node parses up to 64 KiB in one go and keeps
 * about 1.6 KB for each request in it, until the connection is gone.
 */
const MAX_EXCESS_REQUESTS = 32;

/** An inactive connection is closed after this time. Longer than any handler takes. */
const INACTIVITY_MS = 30_000;

/** How long a peer may take to close its end after the last bytes. */
const LINGER_MS = 500;

export interface ConnectionLimitsOptions {
  /** Responds to the first request beyond {@link MAX_PENDING_RESPONSES}; the connection closes after it. */
  readonly reject: (req: IncomingMessage, res: ServerResponse) => void;
  /** How long a connection may stay inactive on both ends, in milliseconds. @default 30000 */
  readonly inactivityMs?: number | undefined;
}

/** Limits the resources that one connection may hold. */
export interface ConnectionLimits {
  /** Counts a request. If `false`, the request must not be processed: it has been rejected or is ignored. */
  accept(req: IncomingMessage, res: ServerResponse): boolean;
  /** The response to the last request of a connection, finished or not. */
  lastResponse(socket: Duplex): ServerResponse | undefined;
}

interface Connection {
  readonly socket: Socket;
  /** Pending ones, the oldest first. Finished ones are dropped when the next request arrives. */
  readonly responses: ServerResponse[];
  /** Requests since the first one too many. */
  excessRequests: number;
  /** Bytes that had left this process at the last check. */
  flushedBytes: number;
  /** Bytes are waiting, and none have left since the check before. */
  isStalled: boolean;
}

/**
 * Limits the memory, the time and the descriptors that one connection can hold.
 *
 * A client may pipeline requests and never read: each response then waits in memory. Beyond 32 pending responses the next request is
 * rejected, the connection closes after that, and further requests are ignored; beyond 32 of these the connection is destroyed. Node
 * cannot pause within a chunk that it is parsing, so waiting for the client instead would keep thousands of requests in memory.
 *
 * A connection is destroyed when it stands still for `inactivityMs`, also when its client goes on sending but takes no bytes.
 */
export function limitConnections(server: Server, options: ConnectionLimitsOptions): ConnectionLimits {
  const { reject, inactivityMs = INACTIVITY_MS } = options;
  const connections = new Map<Duplex, Connection>();
  server.timeout = inactivityMs;
  server.on("connection", (socket: Socket) => {
    const responses: ServerResponse[] = [];
    connections.set(socket, { socket, responses, excessRequests: 0, flushedBytes: 0, isStalled: false });
    socket.once("close", () => {
      connections.delete(socket);
      process.nextTick(closeAll, responses);
    });
  });

  /**
   * Stops reading from clients that take no bytes. `server.timeout` destroys a connection on which nothing moves, and would start again
   * with every byte that is read.
   */
  function pauseStalled(): void {
    for (const connection of connections.values()) {
      const { socket } = connection;
      // `bytesWritten` includes the bytes that still wait.
      const flushedBytes = socket.bytesWritten - socket.writableLength;
      const isStalled = socket.writableLength > 0 && flushedBytes === connection.flushedBytes;
      if (isStalled) socket.pause();
      else if (connection.isStalled) socket.resume();
      connection.flushedBytes = flushedBytes;
      connection.isStalled = isStalled;
    }
  }

  let check: NodeJS.Timeout | undefined;
  server.on("listening", () => {
    check = setInterval(pauseStalled, inactivityMs / 10).unref();
  });
  server.on("close", () => clearInterval(check));

  return {
    accept(req, res) {
      const connection = connections.get(req.socket);
      if (connection === undefined) return true;
      const { responses } = connection;
      while (responses[0]?.closed) responses.shift();
      const isExcess = connection.excessRequests > 0 || responses.length >= MAX_PENDING_RESPONSES;
      if (!isExcess) {
        responses.push(res);
        return true;
      }
      connection.excessRequests += 1;
      if (connection.excessRequests === 1) {
        responses.push(res);
        res.shouldKeepAlive = false;
        reject(req, res);
      } else if (connection.excessRequests > MAX_EXCESS_REQUESTS) {
        req.socket.destroy();
      }
      return false;
    },
    lastResponse: (socket) => connections.get(socket)?.responses.at(-1),
  };
}

/**
 * Sends the last bytes of a connection, and destroys it half a second later unless the peer closes it first. Closing at once would reset
 * a connection with unread bytes, and the peer could lose the response. RFC 9112, section 9.6
 */
export function endConnection(socket: Duplex, lastBytes?: string): void {
  socket.end(lastBytes);
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(linger));
}

/** Node does not notify responses that wait behind another one when their connection closes. The request log would miss them. */
function closeAll(responses: readonly ServerResponse[]): void {
  for (const response of responses) if (!response.closed) response.emit("close");
}
