import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FindCredentials, LOCAL_COS_DEFAULTS, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { createPreview, type Preview } from "@wx-cos-upload/preview";
import {
  type AppDependencies,
  type CredentialProvider,
  createApp,
  createHttpServer,
  createUploadRules,
  createUploadSigner,
  defaultExtensions,
  fixedCredentials,
  stopServer,
} from "@wx-cos-upload/server";
import { bucketHost, createObjectKeyFactory, formatKeyTime, signedUrl } from "@wx-cos-upload/server/cos";
import { createBucketReader } from "./bucket-reader.ts";

/** Smaller than in production, so that a file over the limit is made in no time. */
export const MAX_BYTES = { photo: 256 * 1024, video: 1024 * 1024, other: 64 * 1024 };

const { bucket, region } = LOCAL_COS_DEFAULTS;

/** The bucket's name on the internet, which leads to the local COS in these tests. */
export const BUCKET_HOST = bucketHost(bucket, region);

export interface StackOptions {
  /** Sign for the bucket's real host rather than for the local COS's address. @default false */
  readonly signForBucketHost?: boolean;
  /** Sign with temporary credentials, which come with this token. @default fixed credentials, which have none */
  readonly securityToken?: string;
  /** @default {@link MAX_BYTES} */
  readonly maxBytes?: typeof MAX_BYTES;
  /** Serve a mini program at the signing server's root: the folder of its project.config.json. @default none */
  readonly previewOf?: string;
  /** Sign with credentials from here. @default the bucket's own keys */
  readonly credentials?: CredentialProvider;
  /** Finds the keys that the bucket takes signatures of. @default the bucket's own keys alone */
  readonly findCredentials?: FindCredentials;
  /** @default a clock of the stack's own */
  readonly clock?: { nowMs: number };
  /** Refuse to sign for an unknown size. @default false */
  readonly requireSize?: boolean;
  /** Headers that every object gets. @default none */
  readonly objectHeaders?: Readonly<Record<string, string>>;
  /** How users log in. @default nobody has to */
  readonly login?: Pick<AppDependencies, "authenticator" | "logIn">;
  /** Told of every request. @default nobody is */
  readonly logRequest?: AppDependencies["logRequest"];
  /** Told of failures of the server's own. @default the test fails */
  readonly logFailure?: AppDependencies["logFailure"];
}

export type Stack = Awaited<ReturnType<typeof startStack>>;

/** The real signing server and the local COS on free ports, with one clock that a test may turn. */
export async function startStack(options: StackOptions = {}) {
  const { signForBucketHost = false, securityToken, findCredentials, requireSize = false } = options;
  const { maxBytes = MAX_BYTES, previewOf } = options;
  const directory = await mkdtemp(join(tmpdir(), "e2e-"));
  const clock = options.clock ?? { nowMs: Date.now() };
  const now = () => clock.nowMs;
  const credentials = { ...LOCAL_COS_DEFAULTS.credentials, ...(securityToken !== undefined && { securityToken }) };
  const localCos = await startLocalCos({
    directory: join(directory, "objects"),
    port: 0,
    credentials,
    now,
    ...(findCredentials !== undefined && { findCredentials }),
  });
  const signGet = (objectKey: string) => {
    const seconds = Math.floor(now() / 1000);
    const keyTime = formatKeyTime({ startSeconds: seconds - 60, endSeconds: seconds + 60 });
    return signedUrl({ scheme: "http", host: localCos.host, objectKey, credentials, keyTime });
  };
  const preview: Preview | undefined =
    previewOf === undefined
      ? undefined
      : createPreview({ projectDirectory: previewOf, watch: true, bucket: { origin: localCos.url, signGet } });
  const app = createApp({
    ...(preview && { preview: preview.handle }),
    admission: { rules: createUploadRules(defaultExtensions(), maxBytes), requireSize },
    signer: createUploadSigner({
      scheme: signForBucketHost ? "https" : "http",
      host: signForBucketHost ? BUCKET_HOST : localCos.host,
      bucket,
      lifetimeSeconds: 900,
      credentials: options.credentials ?? fixedCredentials(credentials),
      createObjectKey: createObjectKeyFactory({ prefix: "uploads", timeZone: "Asia/Shanghai", randomBytes }),
      now,
      ...(options.objectHeaders && { objectHeaders: options.objectHeaders }),
    }),
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
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    directory,
    clock,
    serverUrl: `http://127.0.0.1:${address.port}`,
    cosHost: localCos.host,
    hosts: { [BUCKET_HOST]: localCos.host },
    bucket: createBucketReader({ host: localCos.host, credentials, nowMs: now }),
    async close() {
      preview?.close();
      await stopServer(server, 0);
      await localCos.close({ graceMs: 0 });
      await rm(directory, { recursive: true });
    },
  };
}
