import { listUploads, type UploadListing } from "../../object/list-uploads.ts";
import { type CosRequest, firstValue } from "../../request/cos-request.ts";
import { type NameEncoding, readNameEncoding } from "../../request/name-encoding.ts";
import { readPageSize } from "../../request/page-size.ts";
import { element, XML_DECLARATION } from "../../response/xml.ts";
import type { MultipartUpload } from "../../storage/multipart/multipart-store.ts";
import { verifyRequest } from "../authenticate.ts";
import { checkPermission } from "../check-permission.ts";
import type { Operation } from "../operation.ts";
import { ownerElement, xmlTime } from "./listing-xml.ts";

/** List Multipart Uploads (436/7736). Its resource in a policy is the bucket with the prefix. */
export const listMultipartUploads: Operation = async (bucket, request) => {
  const listing = readListing(request);
  const credentials = verifyRequest(bucket, request);
  const wanted = { action: "ListMultipartUploads", key: listing.prefix, named: new Map(request.headers) } as const;
  checkPermission(bucket, credentials, wanted);
  const { keyMarker, uploadIdMarker, prefix, delimiter } = listing;
  const maxUploads = readPageSize(request, "max-uploads");
  const { type, encode } = readNameEncoding(request);
  const { uploads, commonPrefixes, next } = listUploads(bucket.store.multipart.list(), { ...listing, maxUploads });
  const xml = element("ListMultipartUploadsResult", [
    element("Bucket", bucket.name),
    ...(type === undefined ? [] : [element("Encoding-Type", type)]),
    element("KeyMarker", encode(keyMarker)),
    element("UploadIdMarker", uploadIdMarker),
    ...(next === undefined
      ? []
      : [element("NextKeyMarker", encode(next.keyMarker)), element("NextUploadIdMarker", next.uploadIdMarker)]),
    element("MaxUploads", String(maxUploads)),
    element("Prefix", encode(prefix)),
    element("Delimiter", encode(delimiter)),
    element("IsTruncated", String(next !== undefined)),
    ...commonPrefixes.map((group) => element("CommonPrefixes", [element("Prefix", encode(group))])),
    ...uploads.map((upload) => renderUpload(upload, bucket.name, encode)),
  ]);
  return { status: 200, headers: { "Content-Type": "application/xml" }, body: XML_DECLARATION + xml };
};

function readListing({ query }: CosRequest): Omit<UploadListing, "maxUploads"> {
  const keyMarker = firstValue(query, "key-marker") ?? "";
  return {
    prefix: firstValue(query, "prefix") ?? "",
    delimiter: firstValue(query, "delimiter") ?? "",
    keyMarker,
    // Without key-marker, upload-id-marker is ignored. List Multipart Uploads (436/7736), upload-id-marker
    uploadIdMarker: keyMarker === "" ? "" : (firstValue(query, "upload-id-marker") ?? ""),
  };
}

function renderUpload(upload: MultipartUpload, bucketName: string, encode: NameEncoding["encode"]): string {
  return element("Upload", [
    element("Key", encode(upload.key)),
    element("UploadId", upload.id),
    ownerElement("Initiator", bucketName),
    ownerElement("Owner", bucketName),
    element("StorageClass", upload.metadata.storageClass),
    element("Initiated", xmlTime(upload.initiatedMs)),
  ]);
}
