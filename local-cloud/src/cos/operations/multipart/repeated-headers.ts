import { CosError } from "../../errors.ts";
import { type ObjectMetadata, readObjectMetadata } from "../../object/object-metadata.ts";
import type { CosRequest } from "../../request/cos-request.ts";
import type { MultipartUpload } from "../../storage/multipart/multipart-store.ts";

/** Headers of Initiate that Tencent's SDKs repeat, and what they set. */
const REPEATED = new Map<string, (metadata: ObjectMetadata) => string>([
  ["x-cos-acl", ({ acl }) => acl],
  ["x-cos-storage-class", ({ storageClass }) => storageClass],
  ["x-cos-server-side-encryption", ({ headers }) => headers["x-cos-server-side-encryption"] ?? ""],
  ["x-cos-tagging", ({ tags }) => JSON.stringify(tags)],
]);

/**
 * Checks that headers that a request repeats from Initiate say the same. COS takes them from Initiate; a bucket that ignored others would
 * hide a mistake.
 *
 * @throws {CosError} NotImplemented for another value; the errors of {@link readObjectMetadata}
 */
export function checkRepeatedHeaders({ headers }: CosRequest, { key, metadata }: MultipartUpload): void {
  const said = readObjectMetadata(key, new Map(headers));
  for (const [name] of headers) {
    const read = REPEATED.get(name);
    if (read === undefined || read(said) === read(metadata)) continue;
    throw new CosError(
      "NotImplemented",
      `The local bucket models the header ${name} here only with the value that the upload was initiated with.`,
    );
  }
}
