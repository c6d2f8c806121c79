import { setTimeout as timeout } from "node:timers/promises";
import { MIN_SECRET_CHARACTERS, type SecretList } from "../auth/index.ts";
import type { CosClientOptions, SendToCos } from "../cos/cos-client.ts";
import { createCosCalls } from "../cos/multipart-calls.ts";
import { createObjectCalls } from "../cos/object-calls.ts";
import { createSystemCosClient } from "../cos/system-client.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import {
  type CosUploadSignerOptions,
  requireHost,
  requireWhole,
  uploadSignerOptions,
} from "../uploads/cos-upload-signer.ts";
import { createObjectKeyParser } from "../uploads/parse-object-key.ts";
import { createUploadRules, type UploadRules } from "../uploads/upload-rules.ts";
import { createConfirmUploads } from "./confirm-uploads.ts";
import { createCursors } from "./cursor.ts";
import { createDownloadSigner } from "./download-urls.ts";
import { createNewestFirst } from "./newest-first.ts";
import { createOwnKeysParser } from "./own-keys.ts";
import { createStoredObjects, type StoredObjects } from "./stored-objects.ts";

/**
 * What {@link createCosStoredObjects} needs.
 *
 * @example
 * import { fixedCredentials } from "@wx-cos-upload/server";
 * import type { CosStoredObjectsOptions } from "@wx-cos-upload/server/advanced";
 *
 * const service = fixedCredentials({ secretId: "AKIDservice", secretKey: "the-key-of-the-service-identity" });
 * const options: CosStoredObjectsOptions = {
 *   bucket: "examplebucket-1250000000",
 *   region: "ap-guangzhou",
 *   serviceCredentials: service,
 *   readingCredentials: service,
 *   cursorKeys: ["a-secret-of-at-least-thirty-two-characters"],
 * };
 */
export interface CosStoredObjectsOptions
  extends Pick<CosUploadSignerOptions, "bucket" | "region" | "host" | "scheme" | "prefix"> {
  /** The credentials of the server's own calls of COS. They never sign anything for clients. */
  readonly serviceCredentials: CredentialProvider;
  /** The credentials that sign URLs for reading. They need GetObject below the prefix only. */
  readonly readingCredentials: CredentialProvider;
  /** Secrets of 32 characters or more. The first signs cursors; all of them verify. All servers of an app need the same ones. */
  readonly cursorKeys: SecretList;
  /** Which files may be uploaded. @default {@link createUploadRules}'s */
  readonly rules?: UploadRules;
  /** Delete an object that breaks the rules when a client confirms it. @default false */
  readonly deleteRejected?: boolean;
  /** How long a URL for reading lives at most, in seconds. @default 600 */
  readonly downloadSeconds?: number;
  /** Host that URLs for reading are signed for: a custom domain of the bucket. @default the bucket's host */
  readonly downloadHost?: string | undefined;
  /** Called with a failure of COS that a response reports for one object. @default does nothing */
  readonly reportFailure?: (error: unknown) => void;
  /** Called after each call of COS with its action, `ok` or COS's error code, and its duration. @default does nothing */
  readonly observeCall?: CosClientOptions["observeCall"];
}

/**
 * Creates the stored objects of a bucket, with the signing server's defaults, the system's clock and network. Pass them to
 * {@link createUploadRouter} as `objects`.
 *
 * @throws {TypeError} for a malformed option, or a short secret
 * @example
 * import { createCosStoredObjects, fixedCredentials } from "@wx-cos-upload/server";
 *
 * const service = fixedCredentials({ secretId: "AKIDservice", secretKey: "the-key-of-the-service-identity" });
 * const objects = createCosStoredObjects({
 *   bucket: "examplebucket-1250000000",
 *   region: "ap-guangzhou",
 *   serviceCredentials: service,
 *   readingCredentials: service,
 *   cursorKeys: ["a-secret-of-at-least-thirty-two-characters"],
 * });
 */
export function createCosStoredObjects(options: CosStoredObjectsOptions): StoredObjects {
  const { serviceCredentials, readingCredentials, cursorKeys, prefix = "uploads", downloadSeconds = 600 } = options;
  const { rules = createUploadRules(), deleteRejected = false, reportFailure = () => {} } = options;
  if (cursorKeys.some((key) => key.length < MIN_SECRET_CHARACTERS)) {
    throw new TypeError(`cursorKeys has a secret of less than ${MIN_SECRET_CHARACTERS} characters`);
  }
  const now = Date.now;
  const { scheme, host, bucket } = uploadSignerOptions(
    { randomBytes: (bytes) => Buffer.alloc(bytes), now },
    { ...options, credentials: readingCredentials },
  );
  const { downloadHost = host } = options;
  requireHost("downloadHost", scheme, downloadHost);
  requireWhole("downloadSeconds", downloadSeconds);
  return composeStoredObjects({
    send: createSystemCosClient({ scheme, host, credentials: serviceCredentials, observeCall: options.observeCall }),
    scheme,
    downloadHost,
    readingCredentials,
    downloadSeconds,
    bucket,
    prefix,
    rules,
    deleteRejected,
    cursorKeys,
    wait: (ms) => timeout(ms),
    now,
    reportFailure,
  });
}

export interface StoredObjectsParts {
  readonly send: SendToCos;
  readonly scheme: "http" | "https";
  readonly downloadHost: string;
  readonly readingCredentials: CredentialProvider;
  readonly downloadSeconds: number;
  readonly bucket: string;
  readonly prefix: string;
  readonly rules: UploadRules;
  readonly deleteRejected: boolean;
  readonly cursorKeys: SecretList;
  /** Resolves after a time in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  readonly reportFailure: (error: unknown) => void;
}

/** Composes {@link StoredObjects} from a client of COS and the effects. */
export function composeStoredObjects(parts: StoredObjectsParts): StoredObjects {
  const { send, scheme, downloadHost, readingCredentials, downloadSeconds, bucket, prefix } = parts;
  const { rules, deleteRejected, cursorKeys, wait, now, reportFailure } = parts;
  const calls = createObjectCalls(send);
  const parseObjectKey = createObjectKeyParser(prefix);
  const { extensions } = rules;
  return createStoredObjects({
    cos: calls,
    prefix,
    rules: extensions,
    parseOwnKeys: createOwnKeysParser(parseObjectKey),
    confirmUploads: createConfirmUploads({
      cos: createCosCalls(send),
      rules: extensions,
      deleteRejected,
      wait,
      now,
      reportFailure,
    }),
    listNewestFirst: createNewestFirst({ cos: calls, parseObjectKey, now }),
    cursors: createCursors({ keys: cursorKeys, bucket, now }),
    downloadSigner: () =>
      createDownloadSigner({
        scheme,
        host: downloadHost,
        credentials: readingCredentials,
        lifetimeSeconds: downloadSeconds,
        now,
      }),
    reportFailure,
  });
}
