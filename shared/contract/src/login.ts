import { z } from "zod";

const CODE_RULE = "code must be the code from wx.login: 1 to 256 ASCII letters, digits and punctuation marks";

/** Body of `POST /login`. */
export const loginRequest = z.strictObject({
  code: z
    .string(CODE_RULE)
    .regex(/^[\x21-\x7e]{1,256}$/, CODE_RULE)
    .meta({
      description: "The code from wx.login. It works once and expires after five minutes.",
      examples: ["0a1b2c3d4e5f"],
    }),
});

/** Response of `POST /login`. Send `token` as `Authorization: Bearer <token>` to the signing server, and nowhere else. */
export const loginResponse = z.object({
  /** A JWT that the server has signed. */
  token: z.string().describe("A JWT that the server has signed."),
  /** Lifetime of the token, in seconds from the response. */
  expiresInSeconds: z.int().min(0).describe("Lifetime of the token, in seconds from the response."),
  /** Expiry in Unix seconds. A phone's clock may be wrong, so prefer `expiresInSeconds`. */
  expiresAt: z
    .int()
    .min(1)
    .describe("Expiry in Unix seconds. A phone's clock may be wrong, so prefer expiresInSeconds."),
});

/** Body of `POST /login`, parsed. */
export type LoginRequest = z.infer<typeof loginRequest>;

/** Response of `POST /login`, parsed. */
export type LoginResponse = z.infer<typeof loginResponse>;
