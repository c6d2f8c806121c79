import { uploadWithSdk } from "./sdk-upload.ts";
import { uploadWithUploader } from "./uploader-upload.ts";

/** How the phone uploads. `sdk` is cos-wx-sdk-v5's sliceUploadFile. */
export type PhoneMethod = "post" | "put" | "multipart" | "sdk";

/** What the phone has to do, as the JSON of its first argument. */
export interface PhoneOrder {
  readonly method: PhoneMethod;
  readonly filePath: string;
  /** The phone's addresses of the two servers: `127.0.0.1:41234`. */
  readonly serverHost: string;
  readonly cosHost: string;
  /** The file that keeps what the phone stores with `wx.setStorage`. It survives a killed process. */
  readonly storageFile: string;
}

/** What the phone reports to its parent. */
export type PhoneMessage =
  | { readonly name: "started" }
  | { readonly name: "stored"; readonly objectKey: string }
  | { readonly name: "failed"; readonly reason: string };

// A process that is one life of an app: it uploads one file and reports how that ended.
const [json = ""] = process.argv.slice(2);
const order: PhoneOrder = JSON.parse(json);
// The parent reads the process's memory after the upload, too.
process.once("disconnect", () => process.exit());
const report = (message: PhoneMessage) => process.send?.(message);
const upload = order.method === "sdk" ? await uploadWithSdk(order) : uploadWithUploader(order, order.method);
report({ name: "started" });
upload().then(
  (objectKey) => report({ name: "stored", objectKey }),
  (error: unknown) => report({ name: "failed", reason: reasonOf(error) }),
);

function reasonOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return JSON.stringify(error);
}
