import { z } from "zod";

const CODE_RULE = "code takes what wx.login gave: 1 to 256 letters, digits and punctuation marks of ASCII";

/** Body of `POST /login`. */
export const loginRequest = z.strictObject({
  code: z
    .string(CODE_RULE)
    .regex(/^[\x21-\x7e]{1,256}$/, CODE_RULE)
    .meta({ description: "What wx.login gave. It works once, for five minutes.", examples: ["0a1b2c3d4e5f"] }),
});

/** Answer of `POST /login`: send `token` as `Authorization: Bearer <token>` to the signing server, and nowhere else. */
export const loginResponse = z.object({
  /** A signed JWT of the server's own. */
  token: z.string().describe("A signed JWT of the server's own."),
  /** Seconds the token lives from the moment of the answer. */
  expiresInSeconds: z.int().min(0).describe("Seconds the token lives from the moment of the answer."),
  /** Unix seconds. A phone's clock may be wrong: prefer `expiresInSeconds`. */
  expiresAt: z.int().min(1).describe("Unix seconds. A phone's clock may be wrong: prefer expiresInSeconds."),
});

export type LoginRequest = z.infer<typeof loginRequest>;
export type LoginResponse = z.infer<typeof loginResponse>;
