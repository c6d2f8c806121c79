import { z } from "zod";

/** Answer of `GET /healthz`. */
export const healthResponse = z.object({ status: z.literal("ok") });

/** Answer of `GET /readyz` while the server can sign. */
export const readyResponse = z.object({ status: z.literal("ready") });
