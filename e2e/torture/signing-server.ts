/*
 * A signing server in a process of its own, for a local COS in another process. Reads COS_HOST, PORT and UPLOAD_TOKEN_KEY. Prints its address.
 */
import { randomUUID } from "node:crypto";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { listen } from "@wx-cos-upload/node-kit";
import {
  createCosMultipartUploads,
  createCosUploadSigner,
  createUploadRules,
  fixedCredentials,
} from "@wx-cos-upload/server";
import { createApp, createHttpServer } from "@wx-cos-upload/server/advanced";

const { COS_HOST = "", PORT = "0", UPLOAD_TOKEN_KEY = "" } = process.env;
const { bucket, region, credentials } = LOCAL_COS_DEFAULTS;
const target = { bucket, region, scheme: "http", host: COS_HOST, credentials: fixedCredentials(credentials) } as const;
const writeError = (error: unknown) => process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);

const app = createApp({
  signer: createCosUploadSigner(target),
  rules: createUploadRules({ maxBytes: { video: 5 * 1024 ** 3 } }),
  multipart: createCosMultipartUploads({
    ...target,
    serviceCredentials: target.credentials,
    uploadTokenKeys: [UPLOAD_TOKEN_KEY],
    reportFailure: writeError,
  }),
  logRequest() {},
  logFailure: writeError,
  randomId: randomUUID,
  monotonicMs: () => performance.now(),
});
const server = createHttpServer(app, { randomId: randomUUID });
const { url } = await listen(server, { host: "127.0.0.1", port: Number(PORT), name: "the signing server", advice: "" });
process.stdout.write(`${url}\n`);
