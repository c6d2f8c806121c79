import { z } from "zod";

const signedUpload = z.object({
  /** Host that was signed; the port is part of it where it isn't the scheme's own. */
  cosHost: z.string(),
  /** Object key, not percent-encoded, without a leading slash. */
  cosKey: z.string(),
  /** Where to send the file: scheme, host and percent-encoded path. */
  uploadUrl: z.string(),
  /** Where the object will be. In a private bucket, reading it takes a signature too. */
  objectUrl: z.string(),
  /** The object's type, from the extension. */
  contentType: z.string(),
  /** Most bytes a file of this type may have. */
  maxBytes: z.int(),
  /** Unix seconds. A phone's clock may be wrong: prefer `expiresInSeconds`. */
  expiresAt: z.int(),
  /** Seconds the signature lives from the moment of the answer. */
  expiresInSeconds: z.int(),
  /** Token of temporary credentials; already in `headers` or `formData`. */
  securityToken: z.string().optional(),
});

/** Answer of `GET /put-sign`: PUT the file's bytes to `uploadUrl` with exactly `headers`. */
export const putSignAnswer = signedUpload.extend({
  /** The value of the Authorization header, for clients that set headers themselves. */
  authorization: z.string(),
  headers: z.record(z.string(), z.string()),
});

/** Answer of `GET /post-policy`: POST a form to `uploadUrl` with exactly `formData`, then the file as `file`. */
export const postPolicyAnswer = signedUpload.extend({
  /** Base64 of the policy's JSON. */
  policy: z.string(),
  qSignAlgorithm: z.string(),
  qAk: z.string(),
  qKeyTime: z.string(),
  qSignature: z.string(),
  formData: z.record(z.string(), z.string()),
});

/** Answer of `POST /put-sign/batch`, in the order of the files asked for. */
export const putSignBatchAnswer = z.object({ uploads: z.array(putSignAnswer) });

/** Answer of `POST /post-policy/batch`, in the order of the files asked for. */
export const postPolicyBatchAnswer = z.object({ uploads: z.array(postPolicyAnswer) });

export type PutSignAnswer = z.infer<typeof putSignAnswer>;
export type PostPolicyAnswer = z.infer<typeof postPolicyAnswer>;
export type PutSignBatchAnswer = z.infer<typeof putSignBatchAnswer>;
export type PostPolicyBatchAnswer = z.infer<typeof postPolicyBatchAnswer>;
