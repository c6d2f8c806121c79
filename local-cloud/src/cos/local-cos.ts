import { randomBytes as cryptoRandomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createOriginCheck } from "./cors.ts";
import { type FindCredentials, fixedCredentials, type LocalCredentials } from "./credentials.ts";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import { createExchange, type LogEntry } from "./exchange.ts";
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
  /** Origins whose pages may read answers; `*` stands for anything. @default pages of this machine */
  readonly corsOrigins?: readonly string[];
  /** Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default crypto.randomBytes */
  readonly randomBytes?: (bytes: number) => Buffer;
  /** Told of each answered request. @default nobody is told */
  readonly log?: (entry: LogEntry) => void;
}

/** A local bucket that doesn't listen by itself. */
export interface LocalCosHandler {
  /** For the server's `request` event. */
  readonly listener: RequestListener;
  /** For the server's `checkContinue` event: refuses a body before it is sent. */
  readonly continueListener: RequestListener;
  /** Resolves when every request taken so far has been answered, or its connection has closed. */
  settle(): Promise<void>;
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

  function run(request: IncomingMessage, response: ServerResponse, onFirstRead: () => void): void {
    const done = exchange(request, response, requestBody(request, onFirstRead)).finally(() => running.delete(done));
    running.add(done);
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
    async settle() {
      await Promise.all(running);
    },
  };
}
