import { randomBytes as cryptoRandomBytes } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import { listen } from "@wx-cos-upload/node-kit";
import { limitConnections } from "../limit-connections.ts";
import { closeServer } from "./close-server.ts";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import { createLocalCos, type LocalCosControls, type LocalCosOptions } from "./local-cos.ts";
import { createBrokenRequestListener } from "./response/broken-request.ts";
import { watchPendingResponses } from "./response/send-response.ts";
import { createTemporaryFolder, type TemporaryFolder } from "./testing/temporary-folder.ts";

/** Bodies may take as long as they need, headers may not. */
const HEADERS_TIMEOUT_MS = 30_000;
/** Longer than clients keep a connection open, so that the client closes it and not the server. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;

/** Options of {@link startLocalCos}. */
export interface StartLocalCosOptions extends Omit<LocalCosOptions, "directory"> {
  /**
   * Folder for the objects. It is created if it does not exist. Only one local bucket at a time can use it.
   *
   * @default a temporary folder that `close` removes; on Linux it is in memory
   */
  readonly directory?: string;
  /** @default "127.0.0.1" */
  readonly listenHost?: string;
  /** 0 means any free port. @default 3001 */
  readonly port?: number;
}

/** A running local bucket. */
export interface LocalCos extends LocalCosControls {
  /** `http://127.0.0.1:3001`. A bucket that listens on every address has its loopback address here. */
  readonly url: string;
  /** The value to sign as `host`: `127.0.0.1:3001`. */
  readonly host: string;
  readonly port: number;
  /**
   * Deletes every object, unfinished upload and CORS rule, forgets failures and requests, and starts the clock again. Call it between
   * tests. A request in progress goes on and may store an object afterwards, so wait for its response first.
   */
  reset(): Promise<void>;
  /**
   * Stops the bucket's clock at a time. Signatures, expirations and Last-Modified depend on it.
   *
   * @param time Unix milliseconds or a Date, from 1970 to 2286; undefined starts the clock again
   * @throws {TypeError} for any other time
   * @example
   * cos.setClock(Date.now() + 3600_000); // signatures that end within an hour are rejected now
   */
  setClock(time: number | Date | undefined): void;
  /**
   * Releases the port, completes the requests in progress, ends every connection, releases the folder, and resolves when nothing is left
   * running. A second call has no further effect.
   */
  close(options?: CloseOptions): Promise<void>;
}

/** Options of {@link LocalCos.close}. */
export interface CloseOptions {
  /** How long uploads and downloads in progress may take before they are cut off. 0 cuts them off at once. @default 1500 */
  readonly graceMs?: number;
}

/** Short enough for a stop in less than two seconds. */
const GRACE_MS = 1_500;

/**
 * Starts a local bucket. It is for development and tests. Without options it uses the sample keys of Tencent's documentation.
 *
 * @throws an Error if the port is in use, the folder is unusable or another bucket uses it, or an object of the seed is invalid
 * @throws {TypeError} if the name of the bucket or the region is invalid
 * @example
 * const cos = await startLocalCos({ port: 0 });
 * // … upload to cos.url with cos.credentials …
 * await cos.close();
 */
export async function startLocalCos(options: StartLocalCosOptions = {}): Promise<LocalCos> {
  const { listenHost = LOCAL_COS_DEFAULTS.listenHost, port: wantedPort = LOCAL_COS_DEFAULTS.port } = options;
  // The error response of node:http to a missing Host has no request id and no XML.
  const server = createServer({
    requestTimeout: 0,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    requireHostHeader: false,
  });
  const limit = limitConnections(server);
  const folder = await openFolder(options.directory);
  // Listen before opening the folder: opening it removes unfinished uploads, which another bucket may be receiving.
  const advice =
    "set port or LOCAL_COS_PORT to a free port (0: any), and listenHost or HOST to an address of this machine";
  const { url, host, port } = await listen(server, {
    host: listenHost,
    port: wantedPort,
    name: "the local COS",
    advice,
  }).catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  const clock = createClock(options.now ?? Date.now);
  const { now } = clock;
  const handler = createLocalCos({ ...options, directory: folder.path, now, hosts: [...(options.hosts ?? []), host] });
  server.on("request", limit(whenReady(handler.then(({ listener }) => listener))));
  server.on("checkExpectation", limit(whenReady(handler.then(({ listener }) => listener))));
  server.on("checkContinue", limit(whenReady(handler.then(({ continueListener }) => continueListener))));
  const { randomBytes = cryptoRandomBytes } = options;
  server.on(
    "clientError",
    createBrokenRequestListener({ now, randomBytes, findPendingResponse: watchPendingResponses(server) }),
  );
  const opened = await handler.catch(async (error: unknown) => {
    await closeServer(server, 0);
    await folder.remove();
    throw error;
  });
  const { bucket, region, credentials, seed, failNext, requests } = opened;
  async function stop(graceMs: number): Promise<void> {
    await closeServer(server, graceMs);
    await opened.close();
    await folder.remove();
  }
  let closing: Promise<void> | undefined;
  return {
    bucket,
    region,
    credentials,
    seed,
    failNext,
    requests,
    setClock: clock.set,
    async reset() {
      clock.set(undefined);
      await opened.reset();
    },
    url,
    host,
    port,
    close({ graceMs = GRACE_MS } = {}) {
      closing ??= stop(graceMs);
      return closing;
    },
  };
}

/** A given folder outlives the bucket. */
async function openFolder(directory: string | undefined): Promise<TemporaryFolder> {
  return directory === undefined ? createTemporaryFolder() : { path: directory, remove: async () => {} };
}

/** An upload id has ten digits for the seconds. */
const MAX_TIME_MS = 10 ** 13;

/** A clock that a test can stop. */
function createClock(runningNow: () => number) {
  let stoppedMs: number | undefined;
  return {
    now: () => stoppedMs ?? runningNow(),
    set(time: number | Date | undefined) {
      const timeMs = time === undefined ? undefined : Number(time);
      if (timeMs !== undefined && !(timeMs >= 0 && timeMs < MAX_TIME_MS)) {
        throw new TypeError("setClock: the time must be Unix milliseconds or a Date, from 1970 to 2286");
      }
      stoppedMs = timeMs;
    },
  };
}

/** Delays requests that arrive before the folder has been read. */
function whenReady(listener: Promise<RequestListener>): RequestListener {
  // startLocalCos reports an unreadable folder to its caller. Without a request nothing else would handle this rejection.
  listener.catch(() => {});
  return (request, response) => {
    listener.then(
      (ready) => ready(request, response),
      () => response.destroy(),
    );
  };
}
