import { type CosAction, CosCallError } from "../../src/cos/cos-error.ts";
import type { CosCalls } from "../../src/cos/multipart-calls.ts";
import { createCompleteUpload } from "../../src/multipart/complete-upload.ts";
import { createMultipartUploads, type MultipartUploads } from "../../src/multipart/multipart-uploads.ts";
import { createUploadTokens } from "../../src/multipart/upload-token.ts";
import type { UploadSignerOptions } from "../../src/uploads/upload-signer.ts";

export const UPLOAD_TOKEN_KEY = "the upload token key of the tests, of nothing else";

/** COS's rejection of a call. */
export function cosError(action: CosAction, status: number | undefined, code: string): CosCallError {
  return new CosCallError(action, { status, code, detail: "as COS says" });
}

/** A COS that holds every part of each upload of 1,000 bytes, and stores it when it is completed. */
export const WELL_COS: CosCalls = {
  initiate: async () => "1479abc",
  listParts: async () => [{ partNumber: 1, bytes: 1_000, etag: "e1", lastModifiedMs: 0 }],
  complete: async () => {},
  abort: async () => {},
  head: async () => ({ bytes: 1_000, contentType: "video/mp4", etag: "e-1", crc64: "123", lastModifiedMs: 1_000 }),
  deleteObject: async () => {},
  async *listUnfinished() {},
};

export interface TestMultipartOptions {
  readonly cos?: Partial<CosCalls>;
  /** Whether the time for a response ends at once. @default false: it never ends */
  readonly isSlow?: boolean;
  /** Called instead of waiting. @default returns at once */
  readonly wait?: (ms: number) => Promise<void>;
}

/** The real uploads in parts, over a COS of one's own. */
export function createTestMultipart(
  signerOptions: UploadSignerOptions,
  { cos = {}, isSlow = false, wait = async () => {} }: TestMultipartOptions = {},
): MultipartUploads {
  const { bucket, now, credentials } = signerOptions;
  const calls = { ...WELL_COS, ...cos };
  return createMultipartUploads({
    ...signerOptions,
    cos: calls,
    serviceCredentials: credentials,
    tokens: createUploadTokens({ keys: [UPLOAD_TOKEN_KEY], bucket, now }),
    completeUpload: createCompleteUpload({ cos: calls, now, wait, reportFailure: () => {} }),
    resumableSeconds: 172_800,
    wait: (_, signal) =>
      new Promise((resolve) => {
        if (isSlow) setImmediate(resolve);
        else signal.addEventListener("abort", () => resolve());
      }),
  });
}
