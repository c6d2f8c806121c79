import { randomBytes as cryptoRandomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isBucket, isRegion } from "@wx-cos-upload/cos-signature";
import { defaultCorsRules } from "./cors/cors.ts";
import { type FindCredentials, fixedCredentials, type LocalCredentials } from "./credentials.ts";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import { createExchange } from "./exchange.ts";
import type { LogEntry } from "./log-entry.ts";
import { requestBody } from "./request-body.ts";
import { openCorsStore } from "./storage/cors-file.ts";
import { openDiskStore } from "./storage/disk-store.ts";
import type { ObjectStore } from "./storage/object-store.ts";
import { createFailureQueue, type Failure } from "./testing/failures.ts";
import { createJournal, type RecordedRequest } from "./testing/journal.ts";
import { type Seed, seedBucket } from "./testing/seed.ts";

/** Options of {@link createLocalCos}. */
export interface LocalCosOptions {
  /** Folder for the objects. It is created if it does not exist. Only one local bucket at a time can use it. */
  readonly directory: string;
  /** `name-appid`. @default "examplebucket-1250000000" */
  readonly bucket?: string;
  /** @default "ap-guangzhou" */
  readonly region?: string;
  /** The one pair of keys that may sign. @default the sample keys of Tencent's documentation */
  readonly credentials?: LocalCredentials;
  /** Finds the credentials of an access key id, for temporary credentials or several pairs of keys. Overrides `credentials`. */
  readonly findCredentials?: FindCredentials;
  /** Hosts of this bucket in addition to its default hosts, `localhost` and IP addresses, with their port. @default none */
  readonly hosts?: readonly string[];
  /**
   * Origins whose pages may read and write while the bucket has no CORS rules of its own. `*` matches anything.
   *
   * @default pages of this machine
   */
  readonly corsOrigins?: readonly string[];
  /** Objects to store before the first request, as by {@link LocalCosControls.seed}. @default none */
  readonly seed?: Seed;
  /** The current time in Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default crypto.randomBytes */
  readonly randomBytes?: (bytes: number) => Buffer;
  /**
   * Called for each request once its response has been sent. Errors have a `code`, and an InternalError has a `cause`.
   * {@link formatLogEntry} formats an entry as text. @default logs nothing
   */
  readonly log?: (entry: LogEntry) => void;
}

/** What a test can do with a local bucket besides sending requests. */
export interface LocalCosControls {
  /** `name-appid`. */
  readonly bucket: string;
  readonly region: string;
  /** The keys that may sign. With `findCredentials` they have no effect. */
  readonly credentials: LocalCredentials;
  /**
   * Stores objects without requests: a folder, or objects by their key. Existing objects are overwritten.
   *
   * @returns the number of objects
   * @throws an error that names the key or the file, with COS's message for a key or a header that COS rejects, or the system's error
   * @example
   * await cos.seed({ "photos/a.jpg": photo, "notes/a.txt": { body: "a", headers: { "x-cos-acl": "public-read" } } });
   * await cos.seed("test/fixtures/bucket");
   */
  seed(seed: Seed): Promise<number>;
  /**
   * Fails the next request for an operation. A second call adds a failure for the request after that.
   *
   * @throws {TypeError} if the failure is empty, contradictory or out of range
   * @example
   * cos.failNext({ operation: "PutObject", status: 503, code: "SlowDown" });
   * cos.failNext({ operation: "GetObject", cutAfterBytes: 1024 });
   * cos.failNext({ delayMs: 3000 });
   */
  failNext(failure: Failure): void;
  /** The last 100 requests, oldest first. A request is included once its response begins. */
  requests(): readonly RecordedRequest[];
}

/** A local bucket without a server of its own. */
export interface LocalCosHandler extends LocalCosControls {
  /**
   * Deletes every object, unfinished upload and CORS rule, and forgets failures and requests. A request in progress goes on and may store an
   * object afterwards, so wait for its response first.
   */
  reset(): Promise<void>;
  /**
   * For the server's `request` event. Register it for `checkExpectation` too; otherwise node:http responds with a bare 417 to
   * expectations other than `100-continue`.
   */
  readonly listener: RequestListener;
  /** For the server's `checkContinue` event: rejects a request before the client sends its body. */
  readonly continueListener: RequestListener;
  /** Resolves when every request so far has had its response, or its connection has closed. */
  settle(): Promise<void>;
  /** Settles, then releases the folder. Pass no requests to the listeners after this. */
  close(): Promise<void>;
}

/**
 * Creates a local bucket in a folder, for use with your own server.
 *
 * @throws an Error if the folder cannot be used, or an object of the seed is invalid
 * @throws {TypeError} if the name of the bucket or the region is invalid
 * @example
 * const { listener, continueListener } = await createLocalCos({ directory: ".local-cos" });
 * createServer(listener).on("checkContinue", continueListener).on("checkExpectation", listener).listen(3001);
 */
export async function createLocalCos(options: LocalCosOptions): Promise<LocalCosHandler> {
  const { bucket: name = LOCAL_COS_DEFAULTS.bucket, region = LOCAL_COS_DEFAULTS.region, now = Date.now } = options;
  const { credentials = LOCAL_COS_DEFAULTS.credentials, randomBytes = cryptoRandomBytes, log = () => {} } = options;
  const { findCredentials = fixedCredentials(credentials) } = options;
  if (!isBucket(name)) throw new TypeError("bucket must be <name>-<appid>, such as examplebucket-1250000000");
  if (!isRegion(region)) throw new TypeError("region must look like ap-guangzhou");
  const store = await openDiskStore({ directory: options.directory, randomBytes });
  const bucket = await openBucket(store).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const { cors } = bucket;
  const environmentRules = defaultCorsRules(options.corsOrigins ?? LOCAL_COS_DEFAULTS.corsOrigins);
  const failures = createFailureQueue();
  const journal = createJournal();
  const exchange = createExchange({
    bucket,
    findCorsRules: () => cors.rules() ?? environmentRules,
    randomBytes,
    log,
    failures,
    journal,
  });
  const running = new Set<Promise<void>>();
  /** The last request of each connection. */
  const latest = new WeakMap<Socket, Promise<void>>();

  async function openBucket(store: ObjectStore) {
    const cors = await openCorsStore(options.directory);
    const bucket = { name, region, hosts: options.hosts ?? [], store, cors, findCredentials, now };
    if (options.seed !== undefined) await seedBucket(bucket, options.seed);
    return bucket;
  }

  /** Runs the requests of a connection one after another, so that a pipelined request sees the effect of the one before it. */
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
    bucket: name,
    region,
    credentials,
    seed: (seed) => seedBucket(bucket, seed),
    failNext: failures.add,
    requests: journal.requests,
    async reset() {
      failures.clear();
      // First the uploads: one whose Complete is in progress becomes an object meanwhile.
      await Promise.all(store.multipart.list().map(({ id }) => store.multipart.abort(id)));
      await Promise.all([...store.keys()].map((key) => store.delete(key)));
      await cors.replace(undefined);
      journal.clear();
    },
    listener: (request, response) => run(request, response, () => {}),
    continueListener(request, response) {
      // Unless the client gets a 100 Continue, its next request must not be read as the body that it did not send.
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
