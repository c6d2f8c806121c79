import { isIP } from "node:net";
import { CosError } from "../errors.ts";

export interface BucketHosts {
  /** `name-appid`. */
  readonly bucket: string;
  readonly region: string;
  /** More hosts this bucket answers on, with their port if the client sends one: `192.168.1.5:3001`, `cos.example.com`. */
  readonly hosts: readonly string[];
}

/**
 * Refuses a host that isn't this bucket's: it answers on its default hosts, on loopback names, on any IP literal and on
 * the given hosts. A port is ignored but for the given hosts', since a forwarded port isn't the one listened on.
 *
 * @throws {CosError} NoSuchBucket; InvalidRequest for a request without any Host
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
