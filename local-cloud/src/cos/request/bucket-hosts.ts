import { isIP } from "node:net";
import { CosError } from "../errors.ts";

/** The hosts under which clients reach a bucket. */
export interface BucketHosts {
  /** `name-appid`. */
  readonly bucket: string;
  readonly region: string;
  /** Further hosts of this bucket, with their port if the client sends one: `192.168.1.5:3001`, `cos.example.com`. */
  readonly hosts: readonly string[];
}

/**
 * Checks that a host belongs to this bucket. The bucket has its default hosts, loopback names, every IP address and the given hosts. The port
 * counts only for the given hosts, because a forwarded port differs from the one that the bucket listens on.
 *
 * @throws {CosError} NoSuchBucket for another host; InvalidRequest for a request without a host
 * @see Regions and Access Domain Names (436/6224)
 */
export function checkBucketHost(hostHeader: string, { bucket, region, hosts }: BucketHosts): void {
  if (hostHeader === "") throw new CosError("InvalidRequest", "The request has no Host header.");
  const host = hostHeader.toLowerCase();
  const hostname = host.replace(/:\d*$/, "");
  if (hostname === "localhost" || isIP(hostname.replace(/^\[(.*)\]$/, "$1")) !== 0) return;
  if (hosts.some((own) => own.toLowerCase() === host)) return;
  const defaultHosts = ["myqcloud.com", "tencentcos.cn"].map((suffix) => `${bucket}.cos.${region}.${suffix}`);
  if (defaultHosts.includes(hostname)) return;
  throw new CosError("NoSuchBucket", `The specified bucket does not exist. This is ${bucket} in ${region}.`);
}
