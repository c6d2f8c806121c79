import { authenticate } from "./authenticate.ts";
import type { Operation } from "./operation.ts";

/** DELETE Object (436/7743). It succeeds even if there is no object under the key. */
export const deleteObject: Operation = async (bucket, request) => {
  authenticate(bucket, request, "DeleteObject");
  await bucket.store.delete(request.key);
  return { status: 204, headers: {} };
};
