import type { Config } from "../config/config.ts";
import type { TencentCosConfig } from "../config/cos-config.ts";
import type { Bucket } from "./bucket.ts";
import type { LocalServices } from "./local-services.ts";

/**
 * Opens the configured bucket.
 *
 * @throws {Error} if it is the local bucket and this installation has none
 */
export async function openBucket(config: Config, localServices: LocalServices | undefined): Promise<Bucket> {
  if (config.cos.backend === "tencent") return tencentBucket(config.cos, config);
  if (localServices) return localServices.openBucket(config, config.cos);
  const names = "COS_SECRET_ID, COS_SECRET_KEY, COS_BUCKET and COS_REGION";
  throw new Error(`this installation has no local COS; set ${names}, and NODE_ENV=production`);
}

function tencentBucket({ host, cos }: TencentCosConfig, { multipart, objects }: Config): Bucket {
  const { bucket, region, keys } = cos;
  return {
    scheme: "https",
    host,
    name: bucket,
    region,
    keys,
    serviceKeys: multipart.serviceKeys,
    uploadTokenKeys: multipart.uploadTokenKeys,
    readingKeys: multipart.serviceKeys,
    proofKeys: objects.proofKeys,
    url: `https://${host}`,
    notes: [],
    close: async () => {},
  };
}
