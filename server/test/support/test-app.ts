import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Credentials } from "@wx-cos-upload/cos-signature";
import { type AppDependencies, createApp } from "../../src/http/app.ts";
import { stopServer } from "../../src/http/graceful-stop.ts";
import { createHttpServer, type HttpServerOptions } from "../../src/http/http-server.ts";
import type { RequestLogEntry } from "../../src/observability/request-log-entry.ts";
import { createObjectKeyFactory } from "../../src/uploads/object-key.ts";
import { DEFAULT_MAX_BYTES, defaultExtensions, extensionRules } from "../../src/uploads/upload-rules.ts";
import { createUploadSigner, type UploadSigner, type UploadSignerOptions } from "../../src/uploads/upload-signer.ts";
import { createTestMultipart, type TestMultipartOptions } from "./test-multipart.ts";

export const NOW_MS = Date.parse("2026-11-23T04:05:06.789Z");
export const NOW_SECONDS = Math.floor(NOW_MS / 1000);
export const HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com";
export const BUCKET = "examplebucket-1250000000";
export const CREDENTIALS: Credentials = {
  secretId: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q",
  secretKey: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz",
};
export const RANDOM_HEX = "000102030405060708090a0b0c0d0e0f";
export const KEY = `uploads/20261123/20261123120506-${RANDOM_HEX}.jpg`;
export const KEY_TIME = `${NOW_SECONDS - 60};${NOW_SECONDS + 900}`;

export interface TestAppOptions extends Partial<AppDependencies> {
  readonly requireSize?: boolean;
  readonly credentials?: Credentials;
  readonly signerOptions?: Partial<UploadSignerOptions>;
  /** The COS of uploads in parts. @default {@link WELL_COS} */
  readonly multipartOptions?: TestMultipartOptions;
}

const createTestObjectKey = createObjectKeyFactory({
  prefix: "uploads",
  timeZone: "Asia/Shanghai",
  randomBytes: (bytes) => Buffer.from(RANDOM_HEX, "hex").subarray(0, bytes),
});

/** A signer with a stopped clock and known random bytes. */
export function createTestSigner(options: Partial<UploadSignerOptions> = {}): UploadSigner {
  return createUploadSigner(testSignerOptions(options));
}

/** The options of that signer. */
export function testSignerOptions(options: Partial<UploadSignerOptions> = {}): UploadSignerOptions {
  return {
    scheme: "https",
    host: HOST,
    bucket: BUCKET,
    lifetimeSeconds: 900,
    credentials: async () => CREDENTIALS,
    createObjectKey: createTestObjectKey,
    now: () => NOW_MS,
    ...options,
  };
}

/** The real app with that signer. It counts the calls for credentials, and the signatures. */
export function createTestApp({
  requireSize = false,
  credentials = CREDENTIALS,
  signerOptions,
  multipartOptions,
  ...rest
}: TestAppOptions = {}) {
  const requests: RequestLogEntry[] = [];
  const failures: unknown[] = [];
  const credentialProvider = jest.fn(async () => credentials);
  const createObjectKey = jest.fn(signerOptions?.createObjectKey ?? createTestObjectKey);
  const options = testSignerOptions({ credentials: credentialProvider, ...signerOptions, createObjectKey });
  const app = createApp({
    rules: { extensions: extensionRules(defaultExtensions(), DEFAULT_MAX_BYTES), requireSize },
    signer: createUploadSigner(options),
    multipart: createTestMultipart(options, multipartOptions),
    logRequest: (entry) => void requests.push(entry),
    logFailure: (error) => void failures.push(error),
    randomId: () => "id-from-the-server",
    monotonicMs: () => 0,
    ...rest,
  });
  return { app, requests, failures, credentialProvider, signatureCount: () => createObjectKey.mock.calls.length };
}

/** The app on a free port, over the server that production runs. */
export async function startTestServer({
  allowedHosts = "*",
  ...options
}: TestAppOptions & Pick<HttpServerOptions, "allowedHosts"> = {}) {
  const testApp = createTestApp(options);
  const server = createHttpServer(testApp.app, {
    randomId: () => "id-from-the-server",
    allowedHosts,
    logRequest: (entry) => void testApp.requests.push(entry),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { ...testApp, server, port, url: `http://127.0.0.1:${port}`, close: () => stopServer(server, 0) };
}
