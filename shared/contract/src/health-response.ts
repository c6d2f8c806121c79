import { z } from "zod";

/** Response of `GET /healthz`. */
export const healthResponse = z.object({ status: z.literal("ok") });

/** Response of `GET /readyz` while the server can sign. */
export const readyResponse = z.object({ status: z.literal("ready") });
