import { CosError } from "../errors.ts";
import { checkBucketHost } from "../request/bucket-hosts.ts";
import { firstValue } from "../request/cos-request.ts";
import { authenticate } from "./authenticate.ts";
import { checkPermission } from "./check-permission.ts";
import type { Bucket, Operation } from "./operation.ts";

/**
 * PUT Object - Copy (436/10881). Only its permissions are modelled: it needs two of them, and PutObject is neither. The header that turns a
 * PUT into a copy need not be signed, so only the permissions of the credentials prevent the holder of a signature from copying.
 */
export const copyObject: Operation = async (bucket, request) => {
  const credentials = authenticate(bucket, request, "PutObjectCopy");
  const source = parseSource(bucket, firstValue(request.headers, "x-cos-copy-source") ?? "");
  if (source !== undefined) {
    checkPermission(bucket, credentials, { action: "GetObject", key: source, named: new Map() });
  }
  throw new CosError("NotImplemented", "The local bucket does not model x-cos-copy-source.");
};

/** The key in a source `<host>/<key, percent-encoded>`. Undefined for another bucket and for an invalid source. */
function parseSource({ name, region }: Bucket, text: string): string | undefined {
  const [, host = "", key = ""] = /^([^/]+)\/([^?]+)/.exec(text) ?? [];
  try {
    checkBucketHost(host, { bucket: name, region, hosts: [] });
    return decodeURIComponent(key) || undefined;
  } catch {
    return undefined;
  }
}
