/** Longest default host that bucket and region may form, in characters. Bucket Overview (436/13312), "Naming conventions" */
export const MAX_BUCKET_HOST_CHARACTERS = 60;

/** Lower-case letters, digits and inner hyphens, then `-` and the APPID. */
const BUCKET = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?-[0-9]+$/;
const REGION = /^[a-z]+(?:-[a-z0-9]+)+$/;

/**
 * Whether a string is a complete bucket name, `name-appid`.
 *
 * @see Bucket Overview (436/13312), "Naming conventions"
 * @example
 * isBucket("examplebucket-1250000000"); // true
 * isBucket("examplebucket"); // false
 */
export function isBucket(text: string): boolean {
  return BUCKET.test(text);
}

/**
 * The APPID of the account that owns a bucket.
 *
 * @example
 * appidOf("examplebucket-1250000000"); // "1250000000"
 */
export function appidOf(bucket: string): string {
  return bucket.slice(bucket.lastIndexOf("-") + 1);
}

/**
 * Whether a string has the form of a region. Older tools put `cos.` before the region; that form is not valid here.
 *
 * @example
 * isRegion("ap-guangzhou"); // true
 * isRegion("cos.ap-guangzhou"); // false
 */
export function isRegion(text: string): boolean {
  return REGION.test(text);
}

/**
 * The bucket's default host.
 *
 * @see Regions and Access Domain Names (436/6224)
 * @example
 * bucketHost("examplebucket-1250000000", "ap-guangzhou"); // "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com"
 */
export function bucketHost(bucket: string, region: string): string {
  return `${bucket}.cos.${region}.myqcloud.com`;
}
