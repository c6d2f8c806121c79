import { CosError } from "../errors.ts";
import { etagOf, type ObjectMetadata, readObjectMetadata } from "../object/object-metadata.ts";
import { parseTagging } from "../object/tags.ts";
import { type CosRequest, checkRepeats, firstValue } from "../request/cos-request.ts";
import { checkObjectKey } from "../request/object-key.ts";
import { ignoreBody } from "../request/unused-body.ts";
import { asCosError } from "../response/error-response.ts";
import { element, XML_DECLARATION } from "../response/xml.ts";
import type { OpenObject, StoredObject } from "../storage/object-store.ts";
import { authenticate } from "./authenticate.ts";
import { checkPermission } from "./check-permission.ts";
import { checkCopyConditions, parseCopySource } from "./copy-source.ts";
import { encryptionHeader } from "./object-headers.ts";
import type { Bucket, Operation } from "./operation.ts";
import { parseForbidOverwrite } from "./store-object.ts";

/**
 * PUT Object - Copy (436/10881). It needs two permissions, and PutObject is neither. The header that turns a PUT into a copy need not be
 * signed, so only the permissions of the credentials prevent the holder of a signature from copying. They are checked before anything else.
 */
export const copyObject: Operation = async (bucket, request, body) => {
  const credentials = authenticate(bucket, request, "PutObjectCopy");
  checkRepeats(request);
  checkObjectKey(request.key);
  const headers = new Map(request.headers);
  const sourceKey = parseCopySource(bucket, headers.get("x-cos-copy-source") ?? "");
  checkPermission(bucket, credentials, { action: "GetObject", key: sourceKey, named: new Map() });
  await ignoreBody(body);
  const source = await bucket.store.open(sourceKey);
  if (source === undefined) throw new CosError("NoSuchKey");
  try {
    checkCopyConditions(request, source.object);
    checkChanges(request, sourceKey);
    const metadata = copiedMetadata(request, source.object);
    const forbidsOverwrite = parseForbidOverwrite(headers.get("x-cos-forbid-overwrite"));
    if (forbidsOverwrite && bucket.store.find(request.key) !== undefined) throw new CosError("FileAlreadyExists");
    const object = await copy(bucket, source, { ...source.object, ...metadata, key: request.key }, forbidsOverwrite);
    return {
      status: 200,
      headers: {
        "Content-Type": "application/xml",
        "x-cos-hash-crc64ecma": object.crc64,
        ...encryptionHeader(object),
      },
      body: XML_DECLARATION + renderResult(object),
    };
  } finally {
    await source.close();
  }
};

/** COS responds with 200 as soon as it begins to copy, so a later failure is an `<Error>` in a 200. */
async function copy(
  { store, now }: Bucket,
  source: OpenObject,
  target: StoredObject,
  onlyIfAbsent: boolean,
): Promise<StoredObject> {
  try {
    const data = await store.receive(source.read());
    try {
      const object = { ...target, lastModifiedMs: now() };
      if (await store.put(data, object, { onlyIfAbsent })) return object;
      throw new CosError("FileAlreadyExists");
    } catch (error) {
      await store.discard(data);
      throw error;
    }
  } catch (cause) {
    const { code, message } = asCosError(cause);
    throw new CosError(code, message, { cause, status: 200 });
  }
}

/**
 * A copy onto itself must change something.
 *
 * @throws {CosError} InvalidRequest
 */
function checkChanges({ key, headers }: CosRequest, sourceKey: string): void {
  if (key !== sourceKey || directive(headers, "x-cos-metadata-directive") === "replaced") return;
  if (firstValue(headers, "x-cos-storage-class")) return;
  throw new CosError(
    "InvalidRequest",
    "A copy of an object onto itself needs x-cos-metadata-directive: Replaced or x-cos-storage-class.",
  );
}

/**
 * The metadata of the copy. ACL, storage class and encryption are never those of the source.
 *
 * @see PUT Object - Copy (436/10881), x-cos-metadata-directive, x-cos-tagging-directive
 */
function copiedMetadata({ key, headers }: CosRequest, source: StoredObject): ObjectMetadata {
  const replaced = readObjectMetadata(key, new Map(headers));
  const replacesTags = directive(headers, "x-cos-tagging-directive") === "replaced";
  const tags = replacesTags ? parseTagging(firstValue(headers, "x-cos-tagging")) : source.tags;
  if (directive(headers, "x-cos-metadata-directive") === "replaced") return { ...replaced, tags };
  const { "x-cos-server-side-encryption": _sources, ...copied } = source.headers;
  return { ...replaced, headers: { ...copied, ...encryptionHeader(replaced) }, tags };
}

/** @throws {CosError} InvalidArgument unless the value is `Copy`, the default, or `Replaced`, in any case */
function directive(headers: CosRequest["headers"], name: string): "copy" | "replaced" {
  const value = (firstValue(headers, name) || "Copy").toLowerCase();
  if (value === "copy" || value === "replaced") return value;
  throw new CosError("InvalidArgument", `${name} must be Copy or Replaced.`);
}

function renderResult(object: StoredObject): string {
  return element("CopyObjectResult", [
    element("ETag", etagOf(object)),
    element("CRC64", object.crc64),
    element("LastModified", new Date(object.lastModifiedMs).toISOString()),
  ]);
}
