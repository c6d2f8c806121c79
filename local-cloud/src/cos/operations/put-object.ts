import { CosError } from "../errors.ts";
import { parseContentMd5 } from "../object/content-md5.ts";
import { etagOf, readObjectMetadata } from "../object/object-metadata.ts";
import { checkBodyIsAnnounced, checkRepeats, contentLength, MAX_OBJECT_BYTES } from "../request/cos-request.ts";
import { checkObjectKey } from "../request/object-key.ts";
import { authenticate } from "./authenticate.ts";
import { encryptionHeader } from "./object-headers.ts";
import type { Operation } from "./operation.ts";
import { parseForbidOverwrite, storeObject, tooLarge } from "./store-object.ts";

/** PUT Object (436/7749). Every check that does not need the body comes before the body is read. */
export const putObject: Operation = async (bucket, request, body) => {
  authenticate(bucket, request, "PutObject");
  checkRepeats(request);
  checkObjectKey(request.key);
  checkBodyIsAnnounced(request);
  const headers = new Map(request.headers);
  const metadata = readObjectMetadata(request.key, headers);
  const contentMd5 = parseContentMd5(headers.get("content-md5"));
  const forbidsOverwrite = parseForbidOverwrite(headers.get("x-cos-forbid-overwrite"));
  const announcedBytes = contentLength(request);
  if (announcedBytes !== undefined && announcedBytes > MAX_OBJECT_BYTES) throw tooLarge(MAX_OBJECT_BYTES);

  const object = await storeObject(bucket, {
    key: request.key,
    body,
    metadata,
    contentMd5,
    forbidsOverwrite,
    maxBytes: MAX_OBJECT_BYTES,
    checkReceived({ bytes }) {
      if (announcedBytes !== undefined && bytes !== announcedBytes) throw new CosError("IncompleteBody");
    },
  });
  return {
    status: 200,
    headers: { ETag: etagOf(object), "x-cos-hash-crc64ecma": object.crc64, ...encryptionHeader(object) },
  };
};
