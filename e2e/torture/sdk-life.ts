/*
 * One life of an app that uploads by cos-wx-sdk-v5, for comparison.
 *   node sdk-life.ts <host of COS> <file> <storage file>
 */
import { uploadWithSdk } from "../link/bench/sdk-upload.ts";
import type { LifeReport } from "./life.ts";

const [cosHost = "", filePath = "", storageFile = ""] = process.argv.slice(2);
const report = (message: LifeReport) => process.send?.(message);
const upload = await uploadWithSdk({ method: "sdk", filePath, serverHost: "", cosHost, storageFile });
upload().then(
  (objectKey) => report({ kind: "done", objectKey, method: "sdk" }),
  (error: unknown) => report({ kind: "failed", code: "sdk", message: JSON.stringify(error) ?? String(error) }),
);
