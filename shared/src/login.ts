import { z } from "zod";

const CODE_RULE = "code takes what wx.login gave: 1 to 256 letters, digits and punctuation marks of ASCII";

/** Body of `POST /login`. */
export const loginRequest = z.strictObject({
  code: z.string(CODE_RULE).regex(/^[\x21-\x7e]{1,256}$/, CODE_RULE),
});

/** Answer of `POST /login`: send `token` as `Authorization: Bearer <token>` to the signing server, and nowhere else. */
export const loginAnswer = z.object({
  token: z.string(),
  /** Seconds the token lives from the moment of the answer. */
  expiresInSeconds: z.int(),
  /** Unix seconds. A phone's clock may be wrong: prefer `expiresInSeconds`. */
  expiresAt: z.int(),
});

export type LoginRequest = z.infer<typeof loginRequest>;
export type LoginAnswer = z.infer<typeof loginAnswer>;
