import { randomBytes as cryptoRandomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { createOriginCheck } from "./cors.ts";
import { type FindCredentials, fixedCredentials, type LocalCredentials } from "./credentials.ts";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import { createExchange } from "./exchange.ts";
import type { LogEntry } from "./log-entry.ts";
import { requestBody } from "./request-body.ts";
import { openDiskStore } from "./storage/disk-store.ts";

export interface LocalCosOptions {
  /** Where objects are kept. Made if it isn't there; one local bucket at a time. */
  readonly directory: string;
  /** `name-appid`. @default "examplebucket-1250000000" */
  readonly bucket?: string;
  /** @default "ap-guangzhou" */
  readonly region?: string;
  /** The one pair of keys that may sign. @default the sample keys of Tencent's documentation */
  readonly credentials?: LocalCredentials;
  /** Finds the keys of a SecretId: temporary ones, or several. Takes the place of `credentials`. */
  readonly findCredentials?: FindCredentials;
  /** Hosts to answer on beside the bucket's own, `localhost` and IP addresses, with their port. @default none */
  readonly hosts?: readonly string[];
  /** Origins whose pages may read answers, and write; `*` stands for anything. @default pages of this machine */
  readonly corsOrigins?: readonly string[];
  /** Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default crypto.randomBytes */
  readonly randomBytes?: (bytes: number) => Buffer;
  /**
   * Told of each request when its answer is out. Refusals have a `code`, an InternalError its `cause`; {@link formatLogEntry} makes
   * text of an entry. @default nobody is told
   */
  readonly log?: (entry: LogEntry) => void;
}

/** A local bucket that doesn't listen by itself. */
export interface LocalCosHandler {
  /**
   * For the server's `request` event and, if it isn't to answer other expectations than `100-continue` with a bare 417, for
   * `checkExpectation`.
   */
  readonly listener: RequestListener;
  /** For the server's `checkContinue` event: refuses a body before it is sent. */
  readonly continueListener: RequestListener;
  /** Resolves when every request taken so far has been answered, or its connection has closed. */
  settle(): Promise<void>;
  /** Settles, and lets go of the folder. No request may be taken any more. */
  close(): Promise<void>;
}

/**
 * Makes a local bucket over a folder, for a server of one's own.
 *
 * @throws if the folder cannot be used.
 */
export async function createLocalCos(options: LocalCosOptions): Promise<LocalCosHandler> {
  const { bucket: name = LOCAL_COS_DEFAULTS.bucket, region = LOCAL_COS_DEFAULTS.region, now = Date.now } = options;
  const { credentials = LOCAL_COS_DEFAULTS.credentials, randomBytes = cryptoRandomBytes, log = () => {} } = options;
  const { findCredentials = fixedCredentials(credentials) } = options;
  const store = await openDiskStore({ directory: options.directory, randomBytes });
  const exchange = createExchange({
    bucket: { name, region, store, findCredentials, now },
    bucketHosts: { bucket: name, region, hosts: options.hosts ?? [] },
    isAllowedOrigin: createOriginCheck(options.corsOrigins ?? LOCAL_COS_DEFAULTS.corsOrigins),
    randomBytes,
    log,
  });
  const running = new Set<Promise<void>>();
  /** The last request of each connection. */
  const latest = new WeakMap<Socket, Promise<void>>();

  /** One request of a connection after another, so that a pipelined one finds what the one before it has done. */
  function run(request: IncomingMessage, response: ServerResponse, onFirstRead: () => void): void {
    const before = latest.get(request.socket) ?? Promise.resolve();
    const done = before
      .then(() => exchange(request, response, requestBody(request, onFirstRead)))
      .finally(() => running.delete(done));
    running.add(done);
    latest.set(request.socket, done);
  }

  async function settle(): Promise<void> {
    await Promise.all(running);
  }

  return {
    listener: (request, response) => run(request, response, () => {}),
    continueListener(request, response) {
      // A client that was never told to go on must not find its next request read as the body it held back.
      response.shouldKeepAlive = false;
      run(request, response, () => {
        response.shouldKeepAlive = true;
        response.writeContinue();
      });
    },
    settle,
    async close() {
      await settle();
      await store.close();
    },
  };
}
