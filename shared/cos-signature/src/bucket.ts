/** Bucket and region together may not make a longer default host. Bucket Overview (436/13312), "Naming conventions" */
export const MAX_BUCKET_HOST_CHARACTERS = 60;

/** Lower-case letters, digits and inner hyphens, then `-` and the APPID. */
const BUCKET = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[0-9]+$/;
const REGION = /^[a-z]+(?:-[a-z0-9]+)+$/;

/** Whether a text is a whole bucket name, `name-appid`. @see Bucket Overview (436/13312), "Naming conventions" */
export function isBucket(text: string): boolean {
  return BUCKET.test(text);
}

/** The account that a bucket is of: `1250000000` of `examplebucket-1250000000`. */
export function appidOf(bucket: string): string {
  return bucket.slice(bucket.lastIndexOf("-") + 1);
}

/** Whether a text looks like a region, `ap-guangzhou`, without the `cos.` that older tools put before it. */
export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/** The bucket's default host. @see Regions and Access Domain Names (436/6224) */
export function bucketHost(bucket: string, region: string): string {
  return `${bucket}.cos.${region}.myqcloud.com`;
}
