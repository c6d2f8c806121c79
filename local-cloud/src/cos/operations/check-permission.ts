import { appidOf } from "@wx-cos-upload/cos-signature";
import { CONDITION_KEYS, type ConditionValues, isPermitted } from "../../cam/index.ts";
import type { LocalCredentials } from "../credentials.ts";
import { CosError } from "../errors.ts";
import type { Bucket } from "./operation.ts";

/** The name of an operation in a CAM policy. */
export type CosAction =
  | "PutObject"
  | "PutObjectCopy"
  | "PostObject"
  | "GetObject"
  | "HeadObject"
  | "DeleteObject"
  | "GetObjectACL"
  | "PutObjectACL"
  | "GetObjectTagging"
  | "PutObjectTagging"
  | "DeleteObjectTagging"
  | "GetBucketCORS"
  | "PutBucketCORS"
  | "DeleteBucketCORS"
  | "GetBucket"
  | "HeadBucket"
  | "InitiateMultipartUpload"
  | "UploadPart"
  | "UploadPartCopy"
  | "ListParts"
  | "ListMultipartUploads"
  | "CompleteMultipartUpload"
  | "AbortMultipartUpload";

/** An action that a request wants to perform. */
export interface WantedAction {
  readonly action: CosAction;
  /** Object key; "" for the bucket itself. */
  readonly key: string;
  /** The values that conditions compare: a request's headers or a form's fields, by name in lower case. */
  readonly named: ReadonlyMap<string, string>;
}

const KEY_PREFIX = "cos:";

/**
 * Checks that the policies of the credentials allow an action.
 *
 * @throws {CosError} AccessDenied if they do not
 * @see Working with COS API Access Policies (436/30580)
 */
export function checkPermission(bucket: Bucket, { policies = [] }: LocalCredentials, wanted: WantedAction): void {
  const permitted = isPermitted(policies, {
    action: `name/cos:${wanted.action}`,
    resource: `qcs::cos:${bucket.region}:uid/${appidOf(bucket.name)}:${bucket.name}/${wanted.key}`,
    values: conditionValues(wanted.named),
  });
  if (!permitted) throw new CosError("AccessDenied");
}

function conditionValues(named: ReadonlyMap<string, string>): ConditionValues {
  return new Map(
    CONDITION_KEYS.flatMap((key) => {
      const value = named.get(key.slice(KEY_PREFIX.length));
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}
