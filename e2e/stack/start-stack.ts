import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as timeout } from "node:timers/promises";
import { bucketHost, formatKeyTime, signedUrl } from "@wx-cos-upload/cos-signature";
import { type FindCredentials, LOCAL_COS_DEFAULTS, type LogEntry, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { type CredentialProvider, fixedCredentials } from "@wx-cos-upload/server";
import {
  type AppDependencies,
  composeStoredObjects,
  createApp,
  createCompleteUpload,
  createCosCalls,
  createCosClient,
  createHttpServer,
  createMultipartUploads,
  createObjectKeyFactory,
  createProofs,
  createUploadSigner,
  createUploadTokens,
  defaultExtensions,
  extensionRules,
  parseProofKeys,
  stopServer,
} from "@wx-cos-upload/server/advanced";
import { createPreview, type Preview } from "wx-miniprogram-preview";
import { createBucketReader } from "./bucket-reader.ts";

/** Size limits of the tests. They are smaller than in production, so that a file over the limit is quick to create. */
export const MAX_BYTES = { photo: 256 * 1024, video: 1024 * 1024, other: 64 * 1024 };

/** How long the stack's uploads in parts can be resumed. */
export const RESUMABLE_SECONDS = 172_800;

/** Signs the stack's upload tokens. */
export const UPLOAD_TOKEN_KEY = "an upload token key of the tests, and of nothing else";

/** Signs the stack's proofs. */
const PROOF_KEY = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
  type: "pkcs8",
  format: "pem",
});

const { bucket, region } = LOCAL_COS_DEFAULTS;

/** The bucket's public host name, which the tests resolve to the local COS. */
export const BUCKET_HOST = bucketHost(bucket, region);

/** Options of startStack. */
export interface StackOptions {
  /** Whether to sign for the bucket's public host name instead of the local COS's address. @default false */
  readonly signForBucketHost?: boolean;
  /** The security token of temporary credentials. @default fixed credentials without a token */
  readonly securityToken?: string;
  /** @default {@link MAX_BYTES} */
  readonly maxBytes?: typeof MAX_BYTES;
  /** The folder of the project.config.json of a mini program to preview at the signing server's root. @default no preview */
  readonly previewOf?: string;
  /** The credentials that sign. @default the bucket's own keys */
  readonly credentials?: CredentialProvider;
  /** The credentials of the server's own calls. @default the bucket's own keys */
  readonly serviceCredentials?: CredentialProvider;
  /** The credentials that sign URLs for reading. @default the bucket's own keys */
  readonly readingCredentials?: CredentialProvider;
  /** Whether confirming an object that breaks the rules deletes it. @default false */
  readonly deleteRejected?: boolean;
  /** How long a request to complete an upload waits for COS. @default as in production */
  readonly respondWithinMs?: number;
  /** @default none */
  readonly limits?: AppDependencies["limits"];
  /** Finds the credentials whose signatures the bucket accepts. @default the bucket's own keys only */
  readonly findCredentials?: FindCredentials;
  /** @default a new clock that starts at the current time */
  readonly clock?: { nowMs: number };
  /** The address that the signing server and the local COS listen on. @default 127.0.0.1 */
  readonly host?: string;
  /** Origins whose pages may use the signing server. @default none */
  readonly serverOrigins?: readonly string[];
  /** Origins whose pages may use the local COS. @default every page of this machine */
  readonly bucketOrigins?: readonly string[];
  /** Whether the server rejects requests without a size. @default false */
  readonly requireSize?: boolean;
  /** Headers that every object carries. @default none */
  readonly objectHeaders?: Readonly<Record<string, string>>;
  /** How users log in. @default no login is required */
  readonly login?: Pick<AppDependencies, "authenticator" | "logIn">;
  /** Called for every request. @default no log */
  readonly logRequest?: AppDependencies["logRequest"];
  /** Called for every internal failure of the server. @default the test fails */
  readonly logFailure?: AppDependencies["logFailure"];
}

/** A running stack. `close` stops it and deletes its files. */
export type Stack = Awaited<ReturnType<typeof startStack>>;

/** Starts the real signing server and the local COS on free ports. Both use the same clock, which a test can change. */
export async function startStack(options: StackOptions = {}) {
  const { signForBucketHost = false, securityToken, findCredentials, requireSize = false } = options;
  const { maxBytes = MAX_BYTES, previewOf, host = "127.0.0.1", serverOrigins, bucketOrigins } = options;
  const directory = await mkdtemp(join(tmpdir(), "e2e-"));
  const clock = options.clock ?? { nowMs: Date.now() };
  const now = () => clock.nowMs;
  const credentials = { ...LOCAL_COS_DEFAULTS.credentials, ...(securityToken !== undefined && { securityToken }) };
  const bucketLog: LogEntry[] = [];
  const localCos = await startLocalCos({
    port: 0,
    listenHost: host,
    credentials,
    now,
    ...(bucketOrigins !== undefined && { corsOrigins: bucketOrigins }),
    ...(findCredentials !== undefined && { findCredentials }),
    log: (entry) => bucketLog.push(entry),
  });
  const signGet = (objectKey: string) => {
    const seconds = Math.floor(now() / 1000);
    const keyTime = formatKeyTime({ startSeconds: seconds - 60, endSeconds: seconds + 60 });
    return signedUrl({ scheme: "http", host: localCos.host, objectKey, credentials, keyTime });
  };
  const preview: Preview | undefined =
    previewOf === undefined
      ? undefined
      : createPreview({
          projectDirectory: previewOf,
          watch: true,
          developServerUrl: "http://127.0.0.1:3000",
          bucket: { origin: localCos.url, signGet },
        });
  const signerOptions = {
    scheme: signForBucketHost ? "https" : "http",
    host: signForBucketHost ? BUCKET_HOST : localCos.host,
    bucket,
    lifetimeSeconds: 900,
    credentials: options.credentials ?? fixedCredentials(credentials),
    createObjectKey: createObjectKeyFactory({ prefix: "uploads", timeZone: "Asia/Shanghai", randomBytes }),
    now,
    ...(options.objectHeaders && { objectHeaders: options.objectHeaders }),
  } as const;
  const { serviceCredentials = fixedCredentials(credentials), respondWithinMs } = options;
  const send = createCosClient({
    scheme: "http",
    host: localCos.host,
    credentials: serviceCredentials,
    now,
    monotonicMs: () => 0,
    wait: async () => {},
    random: () => 0,
    fetch,
    timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
  });
  const cos = createCosCalls(send);
  const multipart = createMultipartUploads({
    ...signerOptions,
    cos,
    serviceCredentials,
    tokens: createUploadTokens({ keys: [UPLOAD_TOKEN_KEY], bucket, now }),
    completeUpload: createCompleteUpload({ cos, now, wait: async () => {}, reportFailure: () => {} }),
    resumableSeconds: RESUMABLE_SECONDS,
    wait: (ms, signal) => timeout(ms, undefined, { signal }),
    ...(respondWithinMs !== undefined && { respondWithinMs }),
  });
  const rules = { extensions: extensionRules(defaultExtensions(), maxBytes), requireSize };
  const objects = composeStoredObjects({
    send,
    scheme: "http",
    downloadHost: localCos.host,
    readingCredentials: options.readingCredentials ?? fixedCredentials(credentials),
    downloadSeconds: 600,
    bucket,
    prefix: "uploads",
    rules,
    deleteRejected: options.deleteRejected ?? false,
    cursorKeys: [UPLOAD_TOKEN_KEY],
    wait: async () => {},
    now,
    reportFailure: () => {},
  });
  const app = createApp({
    ...(preview && { preview: preview.handle }),
    ...(serverOrigins !== undefined && { corsOrigins: serverOrigins }),
    rules,
    objects,
    proofs: createProofs({ keys: parseProofKeys(PROOF_KEY.toString()), bucket, now }),
    signer: createUploadSigner(signerOptions),
    multipart,
    limits: options.limits,
    ...options.login,
    logRequest: options.logRequest ?? (() => {}),
    logFailure:
      options.logFailure ??
      ((error) => {
        throw error;
      }),
    randomId: randomUUID,
    monotonicMs: () => 0,
  });
  const server = createHttpServer(app, { randomId: randomUUID });
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    directory,
    clock,
    serverUrl: `http://${host}:${address.port}`,
    cosHost: localCos.host,
    /** The local COS, to see its requests and let them fail. */
    localCos,
    hosts: { [BUCKET_HOST]: localCos.host },
    bucket: createBucketReader({ host: localCos.host, credentials, nowMs: now }),
    /** All requests to the bucket since it was empty. */
    bucketLog,
    /** Removes every object, and whatever else a test left in the bucket. */
    async emptyBucket(): Promise<void> {
      await localCos.reset();
      bucketLog.length = 0;
    },
    /** Takes the signing server away for a time: its connections break, and new ones are refused. */
    async interruptServer(downMs: number): Promise<void> {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await timeout(downMs);
      server.listen(address.port, host);
      await once(server, "listening");
    },
    async close() {
      preview?.close();
      await stopServer(server, 0);
      await localCos.close({ graceMs: 0 });
      await rm(directory, { recursive: true });
    },
  };
}
