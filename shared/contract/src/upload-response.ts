import { z } from "zod";

const signedUpload = z.object({
  /** Host that was signed; the port is part of it where it isn't the scheme's own. */
  cosHost: z.string().describe("Host that was signed; the port is part of it where it isn't the scheme's own."),
  /** Object key, not percent-encoded, without a leading slash. */
  cosKey: z.string().describe("Object key, not percent-encoded, without a leading slash."),
  /** Where to send the file: scheme, host and percent-encoded path. */
  uploadUrl: z.string().describe("Where to send the file: scheme, host and percent-encoded path."),
  /** Where the object will be. In a private bucket, reading it takes a signature too. */
  objectUrl: z.string().describe("Where the object will be. In a private bucket, reading it takes a signature too."),
  /** The object's type, from the extension. */
  contentType: z.string().describe("The object's type, from the extension."),
  /** Most bytes a file of this type may have. */
  maxBytes: z.int().min(1).describe("Most bytes a file of this type may have."),
  /** Unix seconds. A phone's clock may be wrong: prefer `expiresInSeconds`. */
  expiresAt: z.int().min(1).describe("Unix seconds. A phone's clock may be wrong: prefer expiresInSeconds."),
  /** Seconds the signature lives from the moment of the answer. */
  expiresInSeconds: z.int().min(0).describe("Seconds the signature lives from the moment of the answer."),
  /** Token of temporary credentials; already in `headers` or `formData`. */
  securityToken: z.string().optional().describe("Token of temporary credentials; already in headers or formData."),
});

/** Answer of `GET /put-sign`: PUT the file's bytes to `uploadUrl` with exactly `headers`. */
export const putSignResponse = signedUpload.extend({
  /** The value of the Authorization header, for clients that set headers themselves. */
  authorization: z.string().describe("The value of the Authorization header, for clients that set headers themselves."),
  /** Every header to send with the PUT, and no other. */
  headers: z.record(z.string(), z.string()).describe("Every header to send with the PUT, and no other."),
});

/** Answer of `GET /post-policy`: POST a form to `uploadUrl` with exactly `formData`, then the file as `file`. */
export const postPolicyResponse = signedUpload.extend({
  /** Base64 of the policy's JSON. */
  policy: z.string().describe("Base64 of the policy's JSON."),
  /** The field q-sign-algorithm of the form. */
  qSignAlgorithm: z.string().describe("The field q-sign-algorithm of the form."),
  /** The field q-ak of the form: the access key id. */
  qAk: z.string().describe("The field q-ak of the form: the access key id."),
  /** The field q-key-time of the form: from and until when the policy holds, in Unix seconds. */
  qKeyTime: z
    .string()
    .describe("The field q-key-time of the form: from and until when the policy holds, in Unix seconds."),
  /** The field q-signature of the form. */
  qSignature: z.string().describe("The field q-signature of the form."),
  /** Every field of the form before the file, and no other. */
  formData: z.record(z.string(), z.string()).describe("Every field of the form before the file, and no other."),
});

/** Answer of `POST /put-sign/batch`, in the order of the files asked for. */
export const putSignBatchResponse = z.object({ uploads: z.array(putSignResponse) });

/** Answer of `POST /post-policy/batch`, in the order of the files asked for. */
export const postPolicyBatchResponse = z.object({ uploads: z.array(postPolicyResponse) });

export type PutSignResponse = z.infer<typeof putSignResponse>;
export type PostPolicyResponse = z.infer<typeof postPolicyResponse>;
export type PutSignBatchResponse = z.infer<typeof putSignBatchResponse>;
export type PostPolicyBatchResponse = z.infer<typeof postPolicyBatchResponse>;
