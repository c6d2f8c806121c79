import { urlEncodePath } from "@wx-cos-upload/cos-signature";
import { CosError } from "../../errors.ts";
import { etagOf } from "../../object/object-metadata.ts";
import { type CosRequest, checkRepeats, firstValue } from "../../request/cos-request.ts";
import { readXmlBody } from "../../request/xml-body.ts";
import { element } from "../../response/xml.ts";
import type { CompletionPlan, MultipartUpload, UploadedPart } from "../../storage/multipart/multipart-store.ts";
import { authenticate } from "../authenticate.ts";
import { encryptionHeader } from "../object-headers.ts";
import type { Bucket, Operation } from "../operation.ts";
import { parseForbidOverwrite } from "../store-object.ts";
import { assembleObject } from "./assemble-object.ts";
import { findUpload, requireUpload, uploadIdOf } from "./find-upload.ts";
import { type ListedPart, readListedParts } from "./listed-parts.ts";
import { checkRepeatedHeaders } from "./repeated-headers.ts";

/** Enough for 10,000 parts with indentation. */
const MAX_XML_BYTES = 2 * 1024 ** 2;
const NAMESPACE = "http://www.qcloud.com/document/product/436/7751";

/**
 * Complete Multipart Upload (436/7742). What can be checked before the object is stored gets a response with an error status. An error
 * after that is an `<Error>` in a response with status 200.
 */
export const completeMultipartUpload: Operation = async (bucket, request, body) => {
  authenticate(bucket, request, "CompleteMultipartUpload");
  checkRepeats(request);
  const onlyIfAbsent = parseForbidOverwrite(firstValue(request.headers, "x-cos-forbid-overwrite"));
  checkRepeatedHeaders(request, findUpload(bucket, request));
  const document = await readXmlBody(request, body, { root: "CompleteMultipartUpload", maxBytes: MAX_XML_BYTES });
  const listed = readListedParts(document);
  const { plan, isStored } = await bucket.store.multipart.complete(uploadIdOf(request), (upload, parts) =>
    planCompletion(bucket, { upload: requireUpload(upload, request), parts, listed, onlyIfAbsent }),
  );
  return {
    status: 200,
    headers: {
      "Content-Type": "application/xml",
      "x-cos-hash-crc64ecma": plan.object.crc64,
      ...encryptionHeader(plan.object),
    },
    lateXml: isStored.then((stored) => {
      // Another request may have created the object since the plan was made.
      if (!stored) throw new CosError("FileAlreadyExists");
      return renderResult(bucket, request, plan);
    }),
  };
};

interface PlanInput {
  readonly upload: MultipartUpload;
  readonly parts: readonly UploadedPart[];
  readonly listed: readonly ListedPart[];
  readonly onlyIfAbsent: boolean;
}

function planCompletion({ store, now }: Bucket, { upload, parts, listed, onlyIfAbsent }: PlanInput): CompletionPlan {
  const object = assembleObject(upload, parts, { listed, nowMs: now() });
  if (onlyIfAbsent && store.find(upload.key) !== undefined) throw new CosError("FileAlreadyExists");
  return { object, partNumbers: listed.map(({ partNumber }) => partNumber), onlyIfAbsent };
}

function renderResult({ name }: Bucket, { host, key }: CosRequest, { object }: CompletionPlan): string {
  const children = [
    element("Location", `http://${host}/${urlEncodePath(key)}`),
    element("Bucket", name),
    element("Key", key),
    element("ETag", etagOf(object)),
  ];
  return element("CompleteMultipartUploadResult", children, NAMESPACE);
}
