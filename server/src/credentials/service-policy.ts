import { type CamPolicy, resourceBelow, type UploadPolicyOptions } from "./cam-policy.ts";

/** The bucket and the folder that the service identity works in. */
export type ServicePolicyOptions = Pick<UploadPolicyOptions, "bucket" | "region" | "prefix">;

/**
 * Returns the least privileges for the server's own calls: multipart uploads below the prefix, and looking at, listing and deleting objects
 * there. It allows no reading of objects and no writing of parts. The server signs nothing for clients with this identity.
 *
 * @see COS API authorization policies (436/31923): for the two lists, the resource is the bucket with the prefix
 */
export function servicePolicy({ bucket, region, prefix }: ServicePolicyOptions): CamPolicy {
  return {
    version: "2.0",
    statement: [
      {
        effect: "allow",
        action: [
          "name/cos:InitiateMultipartUpload",
          "name/cos:ListParts",
          "name/cos:CompleteMultipartUpload",
          "name/cos:AbortMultipartUpload",
          "name/cos:HeadObject",
          "name/cos:DeleteObject",
          "name/cos:GetBucket",
          "name/cos:ListMultipartUploads",
        ],
        resource: resourceBelow({ bucket, region, prefix }),
      },
    ],
  };
}
