import { CosError } from "../errors.ts";
import { checkBucketHost } from "../request/bucket-hosts.ts";
import { firstValue } from "../request/cos-request.ts";
import { authenticate } from "./authenticate.ts";
import { checkPermission } from "./check-permission.ts";
import type { Bucket, Operation } from "./operation.ts";

/**
 * PUT Object - Copy (436/10881), as far as its permissions: it takes two of them, and PutObject is neither. The header that makes a copy of a
 * PUT need not be signed, so what the credentials may do is all that keeps the holder of a signature from it. Copying is not modelled.
 */
export const copyObject: Operation = async (bucket, request) => {
  const credentials = authenticate(bucket, request, "PutObjectCopy");
  const source = parseSource(bucket, firstValue(request.headers, "x-cos-copy-source") ?? "");
  if (source !== undefined) {
    checkPermission(bucket, credentials, { action: "GetObject", key: source, named: new Map() });
  }
  throw new CosError("NotImplemented", "The local bucket does not model x-cos-copy-source.");
};

/** The key of a source `<host>/<key, percent-encoded>`; `undefined` for one in another bucket, and for what is no source. */
function parseSource({ name, region }: Bucket, text: string): string | undefined {
  const [, host = "", key = ""] = /^([^/]+)\/([^?]+)/.exec(text) ?? [];
  try {
    checkBucketHost(host, { bucket: name, region, hosts: [] });
    return decodeURIComponent(key) || undefined;
  } catch {
    return undefined;
  }
}
