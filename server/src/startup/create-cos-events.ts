import type { Config } from "../config/config.ts";
import type { CosEventsRoute } from "../http/app.ts";
import type { ObjectSupport } from "../http/object-routes.ts";
import { createObjectKeyParser } from "../uploads/parse-object-key.ts";
import { type CosEventsOptions, createCosEvents } from "../webhooks/cos-events.ts";
import type { Webhooks } from "../webhooks/create-webhooks.ts";

export interface CosEventsParts extends Pick<CosEventsOptions, "bucket" | "count"> {
  readonly webhooks: Webhooks | undefined;
  readonly objects: ObjectSupport;
}

/** Creates the configured route for COS's own events; `undefined` without COS_EVENTS_SECRET. */
export function createCosEventsFromConfig(
  { webhooks: config, auth, uploadPrefix }: Pick<Config, "webhooks" | "auth" | "uploadPrefix">,
  { bucket, webhooks, objects, count }: CosEventsParts,
): CosEventsRoute | undefined {
  const secret = config?.cosEventsSecret;
  if (secret === undefined || webhooks === undefined || "missingVariables" in objects) return undefined;
  const handle = createCosEvents({
    bucket,
    parseObjectKey: createObjectKeyParser(uploadPrefix),
    objects,
    queueStored: webhooks.queueStored,
    // With AUTH=jwt, only the user's token has their id.
    subjectOf: (owner) => (auth.mode === "jwt" ? undefined : owner),
    count,
  });
  return { secret, handle };
}
