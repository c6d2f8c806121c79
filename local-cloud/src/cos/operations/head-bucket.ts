import { authenticate } from "./authenticate.ts";
import type { Operation } from "./operation.ts";

/** HEAD Bucket (436/7735). */
export const headBucket: Operation = async (bucket, request) => {
  authenticate(bucket, request, "HeadBucket");
  return { status: 200, headers: { "x-cos-bucket-region": bucket.region } };
};
