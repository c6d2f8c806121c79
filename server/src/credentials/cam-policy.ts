import { appidOf } from "../cos/index.ts";

/** A CAM policy as STS takes it. @see Element Reference (https://cloud.tencent.com/document/product/598/10604) */
export interface CamPolicy {
  readonly version: "2.0";
  readonly statement: readonly CamStatement[];
}

export interface CamStatement {
  readonly effect: "allow" | "deny";
  readonly action: readonly string[];
  readonly resource: readonly string[];
  /** Operator → condition key → value, or any of several. All operators and keys have to be met. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | number | readonly string[]>>>>;
}

export interface UploadPolicyOptions {
  /** `name-appid`. */
  readonly bucket: string;
  readonly region: string;
  /** Folders that every object key begins with, without a slash at either end. */
  readonly prefix: string;
  /** The largest file of all. */
  readonly maxBytes: number;
  /** What a PUT's Content-Type has to be one of. @default anything, which the guide's client needs */
  readonly contentTypes?: readonly string[];
}

/** A form's body has the file and, beside it, fields and boundaries: a policy in Base64, a token and a few more. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

/** Each of them gives an object to somebody. PUT Object (436/7749), "Request headers" */
const GRANT_HEADERS = ["x-cos-grant-read", "x-cos-grant-read-acp", "x-cos-grant-write-acp", "x-cos-grant-full-control"];

/**
 * The least that signing uploads needs: writing objects below the prefix, of an allowed size, in the standard storage class and for nobody but the
 * bucket's owner.
 *
 * COS protects only the headers that a signature lists, so the holder of a signature can add others. What they must not add is kept out here:
 *
 * - x-cos-acl and x-cos-grant-*, which publish the object, by a condition and four denials. Each grant is denied by itself, since the keys of one
 *   condition block have to be met all together.
 * - x-cos-storage-class, which decides what the object costs, by a condition. A request without it has the bucket's default.
 * - x-cos-copy-source, which makes a copy of a PUT, by denying its action. It is not allowed either way; the denial also holds where the policy is
 *   attached beside a broader one.
 *
 * A form's Content-Type and exact size are in its own policy; the request's are those of the whole form.
 *
 * @see Conditions (436/71306); condition keys x-cos-grant-* are not in its table, users report that COS knows them
 * @see PUT Object - Copy (436/10881): the action is PutObjectCopy on the target and GetObject on the source
 */
export function uploadPolicy({ bucket, region, prefix, maxBytes, contentTypes }: UploadPolicyOptions): CamPolicy {
  const resource = [`qcs::cos:${region}:uid/${appidOf(bucket)}:${bucket}/${prefix}/*`];
  // Met by a request that has neither: the object then has the bucket's own.
  const noneOfItsOwn = {
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
          ...noneOfItsOwn,
        },
      },
      {
        effect: "allow",
        action: ["name/cos:PostObject"],
        resource,
        condition: {
          numeric_less_than_equal: { "cos:content-length": maxBytes + FORM_OVERHEAD_BYTES },
          ...noneOfItsOwn,
        },
      },
      ...GRANT_HEADERS.map((header) => ({
        effect: "deny" as const,
        action: ["name/cos:PutObject", "name/cos:PostObject"],
        resource,
        condition: { string_like: { [`cos:${header}`]: "*" } },
      })),
      { effect: "deny", action: ["name/cos:PutObjectCopy"], resource },
    ],
  };
}
