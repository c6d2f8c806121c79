import { randomBytes as cryptoRandomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { closeServer } from "./close-server.ts";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import { createLocalCos, type LocalCosOptions } from "./local-cos.ts";
import { reachableHost } from "./reachable-host.ts";
import { createBrokenRequestListener } from "./response/broken-request.ts";
import { watchPendingResponses } from "./response/send-response.ts";

/** A connection that carries nothing for so long is dead. */
const IDLE_TIMEOUT_MS = 120_000;
/** Above what clients keep a connection for, so that it is they who close it. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

export interface StartLocalCosOptions extends LocalCosOptions {
  /** @default "127.0.0.1" */
  readonly listenHost?: string;
  /** 0 takes any free port. @default 3001 */
  readonly port?: number;
}

/** A local bucket that listens. */
export interface LocalCos {
  /** `http://127.0.0.1:3001`; a bucket that listens everywhere is named by its loopback address. */
  readonly url: string;
  /** `127.0.0.1:3001`: what to sign as `host`. */
  readonly host: string;
  readonly port: number;
  /**
   * Lets go of the port, answers the requests that are on their way, ends every connection, lets go of the folder, and resolves when
   * nothing is left running. Closing twice is closing once.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /** How long uploads and downloads under way have before they are cut off; 0 cuts them off at once. @default 1500 */
  readonly graceMs?: number;
}

/** With it a stop takes less than two seconds. */
const GRACE_MS = 1_500;

/**
 * Starts a local bucket.
 *
 * @throws an Error naming LOCAL_COS_PORT if the port is taken, or LOCAL_COS_DIR if the folder can't be used or another has it.
 */
export async function startLocalCos(options: StartLocalCosOptions): Promise<LocalCos> {
  const { listenHost = LOCAL_COS_DEFAULTS.listenHost, port: wantedPort = LOCAL_COS_DEFAULTS.port } = options;
  // node:http's own refusal of a missing Host has no request id and no XML.
  const server = createServer({
    requestTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requireHostHeader: false,
  });
  server.timeout = IDLE_TIMEOUT_MS;
  // The port is taken before the folder is: opening it removes unfinished uploads, which another bucket may be receiving.
  await listen(server, wantedPort, listenHost);
  const port = portOf(server);
  const host = `${reachableHost(listenHost)}:${port}`;
  const handler = createLocalCos({ ...options, hosts: [...(options.hosts ?? []), host] });
  server.on("request", whenReady(handler.then(({ listener }) => listener)));
  server.on("checkExpectation", whenReady(handler.then(({ listener }) => listener)));
  server.on("checkContinue", whenReady(handler.then(({ continueListener }) => continueListener)));
  const { now = Date.now, randomBytes = cryptoRandomBytes } = options;
  server.on("clientError", createBrokenRequestListener({ now, randomBytes, findPendingResponse: watchPendingResponses(server) }));
  const { close } = await handler.catch(async (error: unknown) => {
    await closeServer(server, 0);
    throw error;
  });
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host}`,
    host,
    port,
    close({ graceMs = GRACE_MS } = {}) {
      closing ??= closeServer(server, graceMs).then(close);
      return closing;
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new Error(`the local COS cannot listen on ${host}:${port}; set LOCAL_COS_PORT to a free port (0: any)`, {
      cause,
    });
  }
}

/** Requests that come while the folder is being read wait for it. */
function whenReady(listener: Promise<RequestListener>): RequestListener {
  // Whoever starts the bucket hears of a folder that can't be read; there may be no request to hear of it too.
  listener.catch(() => {});
  return (request, response) => {
    listener.then(
      (ready) => ready(request, response),
      () => response.destroy(),
    );
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the local COS listens on no port");
  return address.port;
}
