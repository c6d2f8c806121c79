import { CosError } from "../../errors.ts";
import { etagOf } from "../../object/object-metadata.ts";
import { type CosRequest, firstValue } from "../../request/cos-request.ts";
import { readNameEncoding } from "../../request/name-encoding.ts";
import { readPageSize } from "../../request/page-size.ts";
import { element, XML_DECLARATION } from "../../response/xml.ts";
import type { UploadedPart } from "../../storage/multipart/multipart-store.ts";
import { authenticate } from "../authenticate.ts";
import type { Operation } from "../operation.ts";
import { findUpload, MAX_PART_NUMBER } from "./find-upload.ts";
import { ownerElement, xmlTime } from "./listing-xml.ts";

/** List Parts (436/7747). */
export const listParts: Operation = async (bucket, request) => {
  authenticate(bucket, request, "ListParts");
  const maxParts = readPageSize(request, "max-parts");
  const marker = readMarker(request);
  const { type, encode } = readNameEncoding(request);
  const upload = findUpload(bucket, request);
  const further = bucket.store.multipart.parts(upload.id).filter(({ number }) => number > marker);
  const page = further.slice(0, maxParts);
  const isTruncated = further.length > page.length;
  const xml = element("ListPartsResult", [
    element("Bucket", bucket.name),
    ...(type === undefined ? [] : [element("Encoding-type", type)]),
    element("Key", encode(upload.key)),
    element("UploadId", upload.id),
    ownerElement("Owner", bucket.name),
    element("PartNumberMarker", String(marker)),
    ownerElement("Initiator", bucket.name),
    ...page.map(renderPart),
    ...(isTruncated ? [element("NextPartNumberMarker", String(page.at(-1)?.number))] : []),
    element("StorageClass", upload.metadata.storageClass),
    element("MaxParts", String(maxParts)),
    element("IsTruncated", String(isTruncated)),
  ]);
  return { status: 200, headers: { "Content-Type": "application/xml" }, body: XML_DECLARATION + xml };
};

function readMarker({ query }: CosRequest): number {
  const text = firstValue(query, "part-number-marker") || "0";
  if (/^\d{1,5}$/.test(text) && Number(text) <= MAX_PART_NUMBER) return Number(text);
  throw new CosError("InvalidArgument", `part-number-marker must be a whole number from 0 to ${MAX_PART_NUMBER}.`);
}

function renderPart(part: UploadedPart): string {
  return element("Part", [
    element("PartNumber", String(part.number)),
    element("LastModified", xmlTime(part.lastModifiedMs)),
    element("ETag", etagOf(part)),
    element("Size", String(part.bytes)),
  ]);
}
