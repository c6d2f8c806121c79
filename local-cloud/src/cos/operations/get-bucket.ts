import { appidOf } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { type ListedKeys, type Listing, listKeys } from "../object/list-keys.ts";
import { etagOf } from "../object/object-metadata.ts";
import { type CosRequest, firstValue } from "../request/cos-request.ts";
import { type NameEncoding, readNameEncoding } from "../request/name-encoding.ts";
import { element, XML_DECLARATION } from "../response/xml.ts";
import type { StoredObject } from "../storage/object-store.ts";
import { verifyRequest } from "./authenticate.ts";
import { checkPermission } from "./check-permission.ts";
import type { Bucket, Operation } from "./operation.ts";

const MAX_KEYS = 1000;

/** GET Bucket (List Objects) (436/7734). Its resource in a policy is the bucket with the prefix. */
export const getBucket: Operation = async (bucket, request) => {
  const listing = readListing(request);
  const credentials = verifyRequest(bucket, request);
  const wanted = { action: "GetBucket", key: listing.prefix, named: new Map(request.headers) } as const;
  checkPermission(bucket, credentials, wanted);
  const encoding = readNameEncoding(request);
  const page = listKeys(bucket.store.keys(), listing);
  return {
    status: 200,
    headers: { "Content-Type": "application/xml", "x-cos-bucket-region": bucket.region },
    body: XML_DECLARATION + renderListing(bucket, listing, page, encoding),
  };
};

function readListing({ query }: CosRequest): Listing {
  return {
    prefix: firstValue(query, "prefix") ?? "",
    marker: firstValue(query, "marker") ?? "",
    delimiter: firstValue(query, "delimiter") ?? "",
    maxKeys: parseMaxKeys(firstValue(query, "max-keys")),
  };
}

function parseMaxKeys(text: string | undefined): number {
  if (text === undefined || text === "") return MAX_KEYS;
  if (!/^\d{1,9}$/.test(text)) throw new CosError("InvalidArgument", "max-keys must be a whole number from 0 to 1000.");
  return Math.min(Number(text), MAX_KEYS);
}

function renderListing(bucket: Bucket, listing: Listing, page: ListedKeys, { type, encode }: NameEncoding): string {
  const objects = page.keys.flatMap((key) => bucket.store.find(key) ?? []);
  return element("ListBucketResult", [
    element("Name", bucket.name),
    ...(type === undefined ? [] : [element("EncodingType", type)]),
    element("Prefix", encode(listing.prefix)),
    element("Marker", encode(listing.marker)),
    element("MaxKeys", String(listing.maxKeys)),
    ...(listing.delimiter === "" ? [] : [element("Delimiter", encode(listing.delimiter))]),
    element("IsTruncated", String(page.nextMarker !== undefined)),
    ...(page.nextMarker === undefined ? [] : [element("NextMarker", encode(page.nextMarker))]),
    ...page.commonPrefixes.map((prefix) => element("CommonPrefixes", [element("Prefix", encode(prefix))])),
    ...objects.map((object) => renderObject(object, appidOf(bucket.name), encode)),
  ]);
}

function renderObject(object: StoredObject, owner: string, encode: NameEncoding["encode"]): string {
  return element("Contents", [
    element("Key", encode(object.key)),
    element("LastModified", new Date(Math.floor(object.lastModifiedMs / 1000) * 1000).toISOString()),
    element("ETag", etagOf(object)),
    element("Size", String(object.bytes)),
    element("Owner", [element("ID", owner), element("DisplayName", owner)]),
    element("StorageClass", object.storageClass),
  ]);
}
