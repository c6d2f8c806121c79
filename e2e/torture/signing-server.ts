/*
 * A signing server in a process of its own, for a local COS in another process. Reads COS_HOST, PORT and UPLOAD_TOKEN_KEY. Prints its address.
 */
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import {
  createCosMultipartUploads,
  createCosUploadSigner,
  createUploadRouter,
  createUploadRules,
  fixedCredentials,
} from "@wx-cos-upload/server";
import express from "express";

const { COS_HOST = "", PORT = "0", UPLOAD_TOKEN_KEY = "" } = process.env;
const { bucket, region, credentials } = LOCAL_COS_DEFAULTS;
const target = {
  bucket,
  region,
  scheme: "http",
  host: COS_HOST,
  credentials: fixedCredentials(credentials),
} as const;

const app = express();
app.use(
  createUploadRouter({
    signer: createCosUploadSigner(target),
    rules: createUploadRules({ maxBytes: { video: 5 * 1024 ** 3 } }),
    multipart: createCosMultipartUploads({
      ...target,
      serviceCredentials: target.credentials,
      uploadTokenKeys: [UPLOAD_TOKEN_KEY],
      reportFailure: console.error,
    }),
    logFailure: console.error,
  }),
);
const server = app.listen(Number(PORT), "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object") console.log(`http://127.0.0.1:${address?.port}`);
});
