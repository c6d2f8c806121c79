import { CosError } from "../../errors.ts";
import { checkContentMd5, parseContentMd5 } from "../../object/content-md5.ts";
import { checkTrafficLimit, etagOf, type ObjectMetadata } from "../../object/object-metadata.ts";
import { checkRepeats, contentLength } from "../../request/cos-request.ts";
import { authenticate } from "../authenticate.ts";
import type { Operation } from "../operation.ts";
import { tooLarge } from "../store-object.ts";
import { findUpload, readPartNumber } from "./find-upload.ts";
import { MAX_PART_BYTES, storePart } from "./store-part.ts";

const ENCRYPTION = "x-cos-server-side-encryption";

/**
 * Checks that a part's encryption is that of its upload. Tencent's SDKs send it with each part, and the page of Upload Part does not list it.
 *
 * @throws {CosError} NotImplemented for another one
 */
function checkEncryption(headers: ReadonlyMap<string, string>, metadata: ObjectMetadata): void {
  const encryption = headers.get(ENCRYPTION);
  if (encryption === undefined || encryption === metadata.headers[ENCRYPTION]) return;
  throw new CosError(
    "NotImplemented",
    `The local bucket models ${ENCRYPTION} of a part only with the value that the upload was initiated with.`,
  );
}

/** Upload Part (436/7750). A part needs a Content-Length: COS accepts no chunked parts. */
export const uploadPart: Operation = async (bucket, request, body) => {
  authenticate(bucket, request, "UploadPart");
  checkRepeats(request);
  const partNumber = readPartNumber(request);
  const { id: uploadId, metadata } = findUpload(bucket, request);
  const headers = new Map(request.headers);
  checkEncryption(headers, metadata);
  checkTrafficLimit(headers.get("x-cos-traffic-limit"));
  const contentMd5 = parseContentMd5(headers.get("content-md5"));
  const announcedBytes = contentLength(request);
  if (announcedBytes === undefined) throw new CosError("MissingContentLength");
  if (announcedBytes > MAX_PART_BYTES) throw tooLarge(MAX_PART_BYTES);
  const part = await storePart(bucket, {
    uploadId,
    partNumber,
    body,
    checkReceived({ bytes, md5 }) {
      if (bytes !== announcedBytes) throw new CosError("IncompleteBody");
      checkContentMd5(contentMd5, md5);
    },
  });
  return { status: 200, headers: { ETag: etagOf(part), "x-cos-hash-crc64ecma": part.crc64 } };
};
