import { CosError } from "../../errors.ts";
import { readObjectMetadata } from "../../object/object-metadata.ts";
import { checkRepeats } from "../../request/cos-request.ts";
import { checkObjectKey } from "../../request/object-key.ts";
import { rejectBody } from "../../request/unused-body.ts";
import { element, XML_DECLARATION } from "../../response/xml.ts";
import { authenticate } from "../authenticate.ts";
import { encryptionHeader } from "../object-headers.ts";
import type { Operation } from "../operation.ts";
import { parseForbidOverwrite } from "../store-object.ts";

/**
 * Initiate Multipart Upload (436/7746). The headers become the object's metadata. With x-cos-forbid-overwrite, the key must be free now;
 * the header does not bind Complete, which has one of its own.
 */
export const initiateMultipartUpload: Operation = async (bucket, request, body) => {
  authenticate(bucket, request, "InitiateMultipartUpload");
  checkRepeats(request);
  checkObjectKey(request.key);
  const headers = new Map(request.headers);
  const metadata = readObjectMetadata(request.key, headers);
  if (parseForbidOverwrite(headers.get("x-cos-forbid-overwrite")) && bucket.store.find(request.key) !== undefined) {
    throw new CosError("FileAlreadyExists");
  }
  await rejectBody(body);
  const { id } = await bucket.store.multipart.create({ key: request.key, initiatedMs: bucket.now(), metadata });
  return {
    status: 200,
    headers: { "Content-Type": "application/xml", ...encryptionHeader(metadata) },
    body:
      XML_DECLARATION +
      element("InitiateMultipartUploadResult", [
        element("Bucket", bucket.name),
        element("Key", request.key),
        element("UploadId", id),
      ]),
  };
};
