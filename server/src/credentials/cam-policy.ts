import { appidOf } from "@wx-cos-upload/cos-signature";
import { planParts } from "../multipart/part-plan.ts";

/** A CAM policy as STS accepts it. @see Element Reference (https://cloud.tencent.com/document/product/598/10604) */
export interface CamPolicy {
  readonly version: "2.0";
  readonly statement: readonly CamStatement[];
}

export interface CamStatement {
  readonly effect: "allow" | "deny";
  readonly action: readonly string[];
  readonly resource: readonly string[];
  /** Operator → condition key → value, or a list of alternatives. All operators and keys must match. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | number | readonly string[]>>>>;
}

export interface UploadPolicyOptions {
  /** `name-appid`. */
  readonly bucket: string;
  readonly region: string;
  /** Folders at the start of every object key, without a slash at either end. */
  readonly prefix: string;
  /** Size limit of the largest extension. */
  readonly maxBytes: number;
  /** Allowed values of a PUT's Content-Type. @default any, which the guide's client needs */
  readonly contentTypes?: readonly string[];
}

/** A form's body contains fields and boundaries besides the file: a policy in Base64, a token and a few more. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

/** Each of these headers grants access to an object. PUT Object (436/7749), "Request headers" */
const GRANT_HEADERS = ["x-cos-grant-read", "x-cos-grant-read-acp", "x-cos-grant-write-acp", "x-cos-grant-full-control"];

/** The objects below the prefix, as a CAM policy names them. */
export function resourceBelow({
  bucket,
  region,
  prefix,
}: Pick<UploadPolicyOptions, "bucket" | "region" | "prefix">): readonly string[] {
  return [`qcs::cos:${region}:uid/${appidOf(bucket)}:${bucket}/${prefix}/*`];
}

/**
 * Returns the least privileges for signing uploads: writing objects below the prefix, of an allowed size, in the standard storage class, and
 * accessible to the bucket's owner only.
 *
 * COS protects only the headers that a signature lists, so the holder of a signature can add others. This policy forbids the dangerous ones:
 *
 * - x-cos-acl and x-cos-grant-*, which publish the object, by a condition and four denials. Each grant has its own denial, because all keys
 *   of one condition block must match together.
 * - x-cos-storage-class, which decides the price of the object, by a condition. Without it, a request gets the bucket's default.
 * - x-cos-copy-source, which turns a PUT into a copy, by denying its actions. No statement allows them; the denial also applies if the policy
 *   is attached beside a broader one.
 *
 * Each action has a statement of its own: an operator without `_if_exist` fails if the header is absent, and a part has neither a type nor an
 * ACL. A part's length is bound by its signature; here it only has a limit.
 *
 * The POST policy pins the Content-Type and the exact size of a form upload; those of the request describe the whole form.
 *
 * @see Conditions (436/71306); the condition keys x-cos-grant-* are missing from its table, but users report that COS supports them
 * @see PUT Object - Copy (436/10881): the action is PutObjectCopy on the target and GetObject on the source
 */
export function uploadPolicy(options: UploadPolicyOptions): CamPolicy {
  const { maxBytes, contentTypes } = options;
  const resource = resourceBelow(options);
  // A request without these headers matches too: the object then gets the bucket's defaults.
  const defaultAccess = {
    string_equal_if_exist: { "cos:x-cos-acl": ["default", "private"], "cos:x-cos-storage-class": "STANDARD" },
  };
  return {
    version: "2.0",
    statement: [
      {
        effect: "allow",
        action: ["name/cos:PutObject"],
        resource,
        condition: {
          numeric_less_than_equal: { "cos:content-length": maxBytes },
          ...(contentTypes !== undefined && { string_equal: { "cos:content-type": contentTypes } }),
          ...defaultAccess,
        },
      },
      {
        effect: "allow",
        action: ["name/cos:PostObject"],
        resource,
        condition: {
          numeric_less_than_equal: { "cos:content-length": maxBytes + FORM_OVERHEAD_BYTES },
          ...defaultAccess,
        },
      },
      {
        effect: "allow",
        action: ["name/cos:UploadPart"],
        resource,
        condition: { numeric_less_than_equal: { "cos:content-length": planParts(maxBytes).partBytes } },
      },
      ...GRANT_HEADERS.map((header) => ({
        effect: "deny" as const,
        action: ["name/cos:PutObject", "name/cos:PostObject"],
        resource,
        condition: { string_like: { [`cos:${header}`]: "*" } },
      })),
      { effect: "deny", action: ["name/cos:PutObjectCopy", "name/cos:UploadPartCopy"], resource },
    ],
  };
}
