import { CosError } from "../../errors.ts";
import { authenticate } from "../authenticate.ts";
import type { Operation } from "../operation.ts";
import { findUpload } from "./find-upload.ts";

/** Abort Multipart Upload (436/7740). A part that is still arriving gets NoSuchUpload when it has arrived. */
export const abortMultipartUpload: Operation = async (bucket, request) => {
  authenticate(bucket, request, "AbortMultipartUpload");
  const { id } = findUpload(bucket, request);
  // A Complete or another Abort may have removed the upload since the check above.
  if (!(await bucket.store.multipart.abort(id))) throw new CosError("NoSuchUpload");
  return { status: 204, headers: {} };
};
