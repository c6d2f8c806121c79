import { type CamPolicy, resourceBelow } from "./cam-policy.ts";
import type { ServicePolicyOptions } from "./service-policy.ts";

/**
 * Returns the least privileges for URLs that read objects: GetObject below the prefix. Its signatures leave the server, so it allows nothing
 * else: no listing, no writing, no deleting.
 */
export function readingPolicy(options: ServicePolicyOptions): CamPolicy {
  const statement = { effect: "allow", action: ["name/cos:GetObject"], resource: resourceBelow(options) } as const;
  return { version: "2.0", statement: [statement] };
}
