import { z } from "zod";

/** Answer of `GET /healthz`. */
export const healthAnswer = z.object({ status: z.literal("ok") });

/** Answer of `GET /readyz` while the server can sign. */
export const readyAnswer = z.object({ status: z.literal("ready") });
