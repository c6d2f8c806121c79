import { deleteBucketCors, getBucketCors, putBucketCors } from "./bucket-cors.ts";
import type { CosAction } from "./check-permission.ts";
import { copyObject } from "./copy-object.ts";
import { COPY_SOURCE_CONDITIONS } from "./copy-source.ts";
import { deleteObject } from "./delete-object.ts";
import { deleteObjects } from "./delete-objects.ts";
import { getBucket } from "./get-bucket.ts";
import { getImage, IMAGE_PARAMETER } from "./get-image.ts";
import { getObject, headObject } from "./get-object.ts";
import { headBucket } from "./head-bucket.ts";
import { abortMultipartUpload } from "./multipart/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./multipart/complete-multipart-upload.ts";
import { initiateMultipartUpload } from "./multipart/initiate-multipart-upload.ts";
import { listMultipartUploads } from "./multipart/list-multipart-uploads.ts";
import { listParts } from "./multipart/list-parts.ts";
import { uploadPart } from "./multipart/upload-part.ts";
import { uploadPartCopy } from "./multipart/upload-part-copy.ts";
import { getObjectAcl, putObjectAcl } from "./object-acl.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./object-tagging.ts";
import type { Operation } from "./operation.ts";
import { postObject } from "./post-object.ts";
import { putObject } from "./put-object.ts";

/** One operation of COS and everything of a request that it acts on. A request with anything else is NotImplemented. */
export interface Route {
  /** The vendor's name: `PUT Object`. */
  readonly name: string;
  /** The vendor's page: `436/7749`. */
  readonly page: string;
  /** Its name in a CAM policy. */
  readonly action: CosAction;
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** `object` if the path names a key. */
  readonly target: "bucket" | "object";
  /** The query parameter that selects this operation: `acl`. `*` at its end matches any text. @default none: the plain operation */
  readonly subResource?: string;
  /** The header that selects this operation: `x-cos-copy-source`. @default none */
  readonly selectingHeader?: string;
  /** Further query parameters that the operation acts on. `*` at the end of a name matches any text. */
  readonly parameters: readonly string[];
  /** The x-cos-* headers that the operation acts on, in lower case. `*` at the end of a name matches any text. */
  readonly headers: readonly string[];
  readonly operation: Operation;
}

/** `response-content-type` and the other parameters of a signed request that replace response headers. GET Object (436/7753) */
const RESPONSE_PARAMETERS = [
  ...["response-content-type", "response-content-language", "response-expires"],
  ...["response-cache-control", "response-content-disposition", "response-content-encoding"],
];

/** Headers that become an object's metadata. */
const METADATA_HEADERS = [
  ...["x-cos-acl", "x-cos-meta-*", "x-cos-storage-class", "x-cos-server-side-encryption", "x-cos-traffic-limit"],
  "x-cos-tagging",
];

/** Every operation that the local bucket models. Among several that fit a request, the one with the most selectors applies. */
export const ROUTES: readonly Route[] = [
  {
    name: "GET Bucket (List Objects)",
    page: "436/7734",
    action: "GetBucket",
    method: "GET",
    target: "bucket",
    parameters: ["prefix", "marker", "delimiter", "max-keys", "encoding-type"],
    headers: [],
    operation: getBucket,
  },
  {
    name: "HEAD Bucket",
    page: "436/7735",
    action: "HeadBucket",
    method: "HEAD",
    target: "bucket",
    parameters: [],
    headers: [],
    operation: headBucket,
  },
  {
    name: "POST Object",
    page: "436/14690",
    action: "PostObject",
    method: "POST",
    target: "bucket",
    parameters: [],
    // A form's grants are NotImplemented too, and its metadata are fields. Its policies are evaluated first, and need the fields.
    headers: [...METADATA_HEADERS, "x-cos-forbid-overwrite", "x-cos-grant-*"],
    operation: postObject,
  },
  {
    name: "PUT Object",
    page: "436/7749",
    action: "PutObject",
    method: "PUT",
    target: "object",
    parameters: [],
    // The vendor's older samples have x-cos-content-sha1. Nothing is published about what COS does with it, and nothing happens here.
    headers: [...METADATA_HEADERS, "x-cos-forbid-overwrite", "x-cos-content-sha1"],
    operation: putObject,
  },
  {
    name: "PUT Object - Copy",
    page: "436/10881",
    action: "PutObjectCopy",
    method: "PUT",
    target: "object",
    selectingHeader: "x-cos-copy-source",
    parameters: [],
    headers: [
      ...[...METADATA_HEADERS, "x-cos-forbid-overwrite", ...COPY_SOURCE_CONDITIONS],
      ...["x-cos-metadata-directive", "x-cos-tagging-directive"],
    ],
    operation: copyObject,
  },
  {
    name: "GET Object",
    page: "436/7753",
    action: "GetObject",
    method: "GET",
    target: "object",
    parameters: [...RESPONSE_PARAMETERS, "x-cos-traffic-limit"],
    headers: ["x-cos-traffic-limit"],
    operation: getObject,
  },
  {
    name: "GET Object with imageMogr2",
    page: "436/44880",
    action: "GetObject",
    method: "GET",
    target: "object",
    subResource: IMAGE_PARAMETER,
    parameters: RESPONSE_PARAMETERS,
    headers: [],
    operation: getImage,
  },
  {
    name: "HEAD Object",
    page: "436/7745",
    action: "HeadObject",
    method: "HEAD",
    target: "object",
    parameters: RESPONSE_PARAMETERS,
    headers: [],
    operation: headObject,
  },
  {
    name: "DELETE Object",
    page: "436/7743",
    action: "DeleteObject",
    method: "DELETE",
    target: "object",
    parameters: [],
    headers: [],
    operation: deleteObject,
  },
  {
    name: "List Multipart Uploads",
    page: "436/7736",
    action: "ListMultipartUploads",
    method: "GET",
    target: "bucket",
    subResource: "uploads",
    parameters: ["prefix", "delimiter", "max-uploads", "key-marker", "upload-id-marker", "encoding-type"],
    headers: [],
    operation: listMultipartUploads,
  },
  {
    name: "Initiate Multipart Upload",
    page: "436/7746",
    action: "InitiateMultipartUpload",
    method: "POST",
    target: "object",
    subResource: "uploads",
    parameters: [],
    headers: [...METADATA_HEADERS, "x-cos-forbid-overwrite"],
    operation: initiateMultipartUpload,
  },
  {
    name: "Upload Part",
    page: "436/7750",
    action: "UploadPart",
    method: "PUT",
    target: "object",
    subResource: "uploadId",
    parameters: ["partNumber"],
    headers: ["x-cos-traffic-limit", "x-cos-server-side-encryption"],
    operation: uploadPart,
  },
  {
    name: "Upload Part - Copy",
    page: "436/8287",
    action: "UploadPartCopy",
    method: "PUT",
    target: "object",
    subResource: "uploadId",
    selectingHeader: "x-cos-copy-source",
    parameters: ["partNumber"],
    headers: ["x-cos-copy-source-range", ...COPY_SOURCE_CONDITIONS],
    operation: uploadPartCopy,
  },
  {
    name: "List Parts",
    page: "436/7747",
    action: "ListParts",
    method: "GET",
    target: "object",
    subResource: "uploadId",
    parameters: ["max-parts", "part-number-marker", "encoding-type"],
    headers: [],
    operation: listParts,
  },
  {
    name: "Complete Multipart Upload",
    page: "436/7742",
    action: "CompleteMultipartUpload",
    method: "POST",
    target: "object",
    subResource: "uploadId",
    parameters: [],
    // cos-wx-sdk-v5 repeats the metadata of the start here, and cos-go-sdk-v5 all its headers. COS takes them from the start.
    headers: [...METADATA_HEADERS, "x-cos-forbid-overwrite"],
    operation: completeMultipartUpload,
  },
  {
    name: "Abort Multipart Upload",
    page: "436/7740",
    action: "AbortMultipartUpload",
    method: "DELETE",
    target: "object",
    subResource: "uploadId",
    parameters: [],
    headers: [],
    operation: abortMultipartUpload,
  },
  {
    name: "DELETE Multiple Objects",
    page: "436/8289",
    action: "DeleteObject",
    method: "POST",
    target: "bucket",
    subResource: "delete",
    parameters: [],
    headers: [],
    operation: deleteObjects,
  },
  {
    name: "GET Bucket cors",
    page: "436/8274",
    action: "GetBucketCORS",
    method: "GET",
    target: "bucket",
    subResource: "cors",
    parameters: [],
    headers: [],
    operation: getBucketCors,
  },
  {
    name: "PUT Bucket cors",
    page: "436/8279",
    action: "PutBucketCORS",
    method: "PUT",
    target: "bucket",
    subResource: "cors",
    parameters: [],
    headers: [],
    operation: putBucketCors,
  },
  {
    name: "DELETE Bucket cors",
    page: "436/8283",
    action: "DeleteBucketCORS",
    method: "DELETE",
    target: "bucket",
    subResource: "cors",
    parameters: [],
    headers: [],
    operation: deleteBucketCors,
  },
  {
    name: "GET Object acl",
    page: "436/7744",
    action: "GetObjectACL",
    method: "GET",
    target: "object",
    subResource: "acl",
    parameters: [],
    headers: [],
    operation: getObjectAcl,
  },
  {
    name: "PUT Object acl",
    page: "436/7748",
    action: "PutObjectACL",
    method: "PUT",
    target: "object",
    subResource: "acl",
    parameters: [],
    headers: ["x-cos-acl"],
    operation: putObjectAcl,
  },
  {
    name: "GET Object tagging",
    page: "436/42998",
    action: "GetObjectTagging",
    method: "GET",
    target: "object",
    subResource: "tagging",
    parameters: [],
    headers: [],
    operation: getObjectTagging,
  },
  {
    name: "PUT Object tagging",
    page: "436/42997",
    action: "PutObjectTagging",
    method: "PUT",
    target: "object",
    subResource: "tagging",
    parameters: [],
    headers: [],
    operation: putObjectTagging,
  },
  {
    name: "DELETE Object tagging",
    page: "436/42999",
    action: "DeleteObjectTagging",
    method: "DELETE",
    target: "object",
    subResource: "tagging",
    parameters: [],
    headers: [],
    operation: deleteObjectTagging,
  },
];
