import { type CosRequest, firstValue } from "../request/cos-request.ts";

/**
 * Names of operations, as CAM policies spell them. `OptionsObject` is a preflight, which no policy names.
 *
 * @see Working with COS API Access Policies (436/30580)
 */
export const OPERATION_NAMES = [
  ...["PutObject", "PostObject", "GetObject", "HeadObject", "DeleteObject", "OptionsObject", "PutObjectCopy"],
  ...["GetBucket", "HeadBucket", "DeleteMultipleObjects", "PutObjectACL", "GetObjectACL"],
  ...[
    "PutObjectTagging",
    "GetObjectTagging",
    "DeleteObjectTagging",
    "PutBucketCORS",
    "GetBucketCORS",
    "DeleteBucketCORS",
  ],
  ...["InitiateMultipartUpload", "UploadPart", "UploadPartCopy", "ListParts", "ListMultipartUploads"],
  ...["CompleteMultipartUpload", "AbortMultipartUpload"],
] as const;

/** The name of an operation: `PutObject`. */
export type OperationName = (typeof OPERATION_NAMES)[number];

/** The operations of sub-resources, by method and parameter. The first parameter of the list that a request carries counts. */
const SUB_RESOURCES: ReadonlyArray<readonly [parameter: string, Readonly<Record<string, OperationName>>]> = [
  ["uploads", { POST: "InitiateMultipartUpload", GET: "ListMultipartUploads" }],
  [
    "uploadId",
    { PUT: "UploadPart", GET: "ListParts", POST: "CompleteMultipartUpload", DELETE: "AbortMultipartUpload" },
  ],
  ["delete", { POST: "DeleteMultipleObjects" }],
  ["acl", { PUT: "PutObjectACL", GET: "GetObjectACL" }],
  ["tagging", { PUT: "PutObjectTagging", GET: "GetObjectTagging", DELETE: "DeleteObjectTagging" }],
  ["cors", { PUT: "PutBucketCORS", GET: "GetBucketCORS", DELETE: "DeleteBucketCORS" }],
];

const OF_OBJECT: Readonly<Record<string, OperationName>> = {
  PUT: "PutObject",
  GET: "GetObject",
  HEAD: "HeadObject",
  DELETE: "DeleteObject",
  OPTIONS: "OptionsObject",
};
const OF_BUCKET: Readonly<Record<string, OperationName>> = {
  GET: "GetBucket",
  HEAD: "HeadBucket",
  POST: "PostObject",
  OPTIONS: "OptionsObject",
};
const COPIES: Readonly<Partial<Record<OperationName, OperationName>>> = {
  PutObject: "PutObjectCopy",
  UploadPart: "UploadPartCopy",
};

/** Returns the name of the operation that a request addresses, or undefined. Whether the bucket models the operation does not matter. */
export function operationName({ method, key, query, headers }: CosRequest): OperationName | undefined {
  const [, ofParameter] = SUB_RESOURCES.find(([name]) => firstValue(query, name) !== undefined) ?? [];
  const name = (ofParameter ?? (key === "" ? OF_BUCKET : OF_OBJECT))[method];
  const isCopy = firstValue(headers, "x-cos-copy-source") !== undefined;
  return (isCopy && name !== undefined && COPIES[name]) || name;
}
