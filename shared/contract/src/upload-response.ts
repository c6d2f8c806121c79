import { z } from "zod";

const signedUpload = z.object({
  /** The signed host. It includes the port unless that is the scheme's default. */
  cosHost: z.string().describe("The signed host. It includes the port unless that is the scheme's default."),
  /** Object key, not percent-encoded, without a leading slash. */
  cosKey: z.string().describe("Object key, not percent-encoded, without a leading slash."),
  /** Where to send the file: scheme, host and percent-encoded path. */
  uploadUrl: z.string().describe("Where to send the file: scheme, host and percent-encoded path."),
  /** Where the object will be. Reading it from a private bucket needs a signature too. */
  objectUrl: z.string().describe("Where the object will be. Reading it from a private bucket needs a signature too."),
  /** The object's content type, from the extension. */
  contentType: z.string().describe("The object's content type, from the extension."),
  /** Largest size of a file of this type, in bytes. */
  maxBytes: z.int().min(1).describe("Largest size of a file of this type, in bytes."),
  /** Expiry in Unix seconds. A phone's clock may be wrong, so prefer `expiresInSeconds`. */
  expiresAt: z
    .int()
    .min(1)
    .describe("Expiry in Unix seconds. A phone's clock may be wrong, so prefer expiresInSeconds."),
  /** Lifetime of the signature, in seconds from the response. */
  expiresInSeconds: z.int().min(0).describe("Lifetime of the signature, in seconds from the response."),
  /** Token of temporary credentials. `headers` or `formData` already contains it. */
  securityToken: z
    .string()
    .optional()
    .describe("Token of temporary credentials. headers or formData already contains it."),
});

/** Response of `GET /put-sign`: PUT the file's bytes to `uploadUrl` with exactly `headers`. */
export const putSignResponse = signedUpload.extend({
  /** The value of the Authorization header, for clients that set headers themselves. */
  authorization: z.string().describe("The value of the Authorization header, for clients that set headers themselves."),
  /** Every header to send with the PUT. Send no others. */
  headers: z.record(z.string(), z.string()).describe("Every header to send with the PUT. Send no others."),
});

/** Response of `GET /post-policy`: POST a form to `uploadUrl` with exactly `formData`, then the file as `file`. */
export const postPolicyResponse = signedUpload.extend({
  /** Base64 of the policy's JSON. */
  policy: z.string().describe("Base64 of the policy's JSON."),
  /** The form field q-sign-algorithm. */
  qSignAlgorithm: z.string().describe("The form field q-sign-algorithm."),
  /** The form field q-ak: the access key id. */
  qAk: z.string().describe("The form field q-ak: the access key id."),
  /** The form field q-key-time: start and end of the policy's validity, in Unix seconds. */
  qKeyTime: z.string().describe("The form field q-key-time: start and end of the policy's validity, in Unix seconds."),
  /** The form field q-signature. */
  qSignature: z.string().describe("The form field q-signature."),
  /** Every form field that comes before the file. Send no others. */
  formData: z.record(z.string(), z.string()).describe("Every form field that comes before the file. Send no others."),
});

/** Response of `POST /put-sign/batch`, in the order of the files in the request. */
export const putSignBatchResponse = z.object({ uploads: z.array(putSignResponse) });

/** Response of `POST /post-policy/batch`, in the order of the files in the request. */
export const postPolicyBatchResponse = z.object({ uploads: z.array(postPolicyResponse) });

/** A signature for one PUT. */
export type PutSignResponse = z.infer<typeof putSignResponse>;

/** A signed policy for one form upload. */
export type PostPolicyResponse = z.infer<typeof postPolicyResponse>;

/** Signatures for several PUTs. */
export type PutSignBatchResponse = z.infer<typeof putSignBatchResponse>;

/** Signed policies for several form uploads. */
export type PostPolicyBatchResponse = z.infer<typeof postPolicyBatchResponse>;
