import { CosError } from "../../errors.ts";
import { checkContentMd5, parseContentMd5 } from "../../object/content-md5.ts";
import { etagOf } from "../../object/object-metadata.ts";
import { checkRepeats, contentLength } from "../../request/cos-request.ts";
import { authenticate } from "../authenticate.ts";
import type { Operation } from "../operation.ts";
import { tooLarge } from "../store-object.ts";
import { findUpload, readPartNumber } from "./find-upload.ts";
import { checkRepeatedHeaders } from "./repeated-headers.ts";
import { MAX_PART_BYTES, storePart } from "./store-part.ts";

/** Upload Part (436/7750). A part needs a Content-Length: COS accepts no chunked parts. */
export const uploadPart: Operation = async (bucket, request, body) => {
  authenticate(bucket, request, "UploadPart");
  checkRepeats(request);
  const partNumber = readPartNumber(request);
  const upload = findUpload(bucket, request);
  checkRepeatedHeaders(request, upload);
  const headers = new Map(request.headers);
  const contentMd5 = parseContentMd5(headers.get("content-md5"));
  const announcedBytes = contentLength(request);
  if (announcedBytes === undefined) throw new CosError("MissingContentLength");
  if (announcedBytes > MAX_PART_BYTES) throw tooLarge(MAX_PART_BYTES);
  const part = await storePart(bucket, {
    uploadId: upload.id,
    partNumber,
    body,
    checkReceived({ bytes, md5 }) {
      if (bytes !== announcedBytes) throw new CosError("IncompleteBody");
      checkContentMd5(contentMd5, md5);
    },
  });
  return { status: 200, headers: { ETag: etagOf(part), "x-cos-hash-crc64ecma": part.crc64 } };
};
