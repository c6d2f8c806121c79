import { authenticate } from "./authenticate.ts";
import type { Operation } from "./operation.ts";

/** DELETE Object (436/7743). A key without an object is deleted as gladly. */
export const deleteObject: Operation = async (bucket, request) => {
  authenticate(bucket, request, "DeleteObject");
  await bucket.store.delete(request.key);
  return { status: 204, headers: {} };
};
