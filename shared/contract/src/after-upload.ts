import { z } from "zod";
import { storedUpload } from "./multipart.ts";

/** Largest number of keys in one `POST /uploads/confirm`. */
export const MAX_CONFIRMED_KEYS = 20;

/** Largest number of keys in one `POST /downloads` or `POST /uploads/delete`. */
export const MAX_KEYS_PER_REQUEST = 50;

/** Largest number of uploads on one page of `GET /uploads`. */
export const MAX_UPLOADS_PER_PAGE = 100;

/** Number of uploads on one page of `GET /uploads`, if the request has no `limit`. */
export const DEFAULT_UPLOADS_PER_PAGE = 30;

/** COS accepts keys of up to 850 bytes. Object Overview (436/13324) */
const MAX_KEY_CHARACTERS = 850;

const KEY_RULE = `a key must be the cosKey of an upload: 1 to ${MAX_KEY_CHARACTERS} characters`;
const cosKey = z.string(KEY_RULE).min(1, KEY_RULE).max(MAX_KEY_CHARACTERS, KEY_RULE);

/** Body of `POST /uploads/confirm`. */
export const confirmRequest = z.strictObject({ keys: keysOf(MAX_CONFIRMED_KEYS) });

/** Body of `POST /uploads/delete`. */
export const deleteRequest = z.strictObject({ keys: keysOf(MAX_KEYS_PER_REQUEST) });

const WIDTH_RULE = "thumbnailWidth must be a width in pixels: a whole number from 1 to 2000";
const thumbnailWidth = z
  .int(WIDTH_RULE)
  .min(1, WIDTH_RULE)
  .max(2000, WIDTH_RULE)
  .meta({ description: "Width of the thumbnails, in pixels. Smaller images keep their size.", examples: [200] });

const FILE_NAME_RULE =
  "filename must be a file name of 1 to 200 characters, without / \\ and control characters: photo.jpg";
const filename = z
  .string(FILE_NAME_RULE)
  // U+202A to U+202E and U+2066 to U+2069 change the direction: they can make "gpj.exe" look like "exe.jpg".
  .regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069/\\]{1,200}$/u, FILE_NAME_RULE)
  .meta({
    description: "Browsers save the object under this name instead of showing it. Only for one key.",
    examples: ["photo.jpg"],
  });

/** Body of `POST /downloads`. */
export const downloadsRequest = z
  .strictObject({
    keys: keysOf(MAX_KEYS_PER_REQUEST),
    filename: filename.optional(),
    thumbnailWidth: thumbnailWidth.optional(),
  })
  .refine(({ keys, filename }) => filename === undefined || keys.length === 1, {
    path: ["filename"],
    message: "filename is for one key; send several requests to name several files",
  });

const LIMIT_RULE = `limit must be a whole number from 1 to ${MAX_UPLOADS_PER_PAGE}, in digits only`;

/** Query of `GET /uploads`. */
export const uploadsQuery = z.strictObject({
  limit: z
    .string(LIMIT_RULE)
    .regex(/^[0-9]{1,3}$/, LIMIT_RULE)
    .transform(Number)
    .pipe(z.int(LIMIT_RULE).min(1, LIMIT_RULE).max(MAX_UPLOADS_PER_PAGE, LIMIT_RULE))
    .optional()
    .meta({
      description: `Largest number of uploads on the page. A page can have fewer. Default: ${DEFAULT_UPLOADS_PER_PAGE}.`,
      examples: ["30"],
    }),
  cursor: z
    .string()
    .min(1, "cursor is empty; send the cursor of the page before, or none for the first page")
    .max(2048, "cursor has more than 2048 characters; send it as the page before returned it")
    .optional()
    .meta({ description: "The cursor of the page before. Without it, the response is the first page." }),
});

const storedCosKey = z.string().describe("Object key, not percent-encoded, without a leading slash.");

/** An object that is not confirmed. */
const otherUpload = z.object({
  cosKey: storedCosKey,
  status: z
    .enum(["missing", "rejected", "unknown"])
    .describe(
      "missing: COS has no such object. rejected: its type or size breaks the upload rules. unknown: COS did not say; try again.",
    ),
});

/** The state of one upload, as COS reports it. */
export const confirmedUpload = z.discriminatedUnion("status", [storedUpload, otherUpload]);

/** Response of `POST /uploads/confirm`, in the order of the keys in the request. */
export const confirmResponse = z.object({ uploads: z.array(confirmedUpload) });

const url = z.string().describe("Signed URL of the object. Its holder can read the object until it expires.");
const thumbnailUrl = z.string().optional().describe("Signed URL of a smaller image. Only for images.");
const urlExpiry = {
  expiresAt: z
    .int()
    .min(1)
    .describe("Expiry of the URLs in Unix seconds. A phone's clock may be wrong, so prefer expiresInSeconds."),
  expiresInSeconds: z.int().min(0).describe("Lifetime of the URLs, in seconds from the response."),
};

/** Response of `POST /downloads`, in the order of the keys in the request. */
export const downloadsResponse = z.object({
  downloads: z.array(z.object({ cosKey: storedCosKey, url, thumbnailUrl })),
  ...urlExpiry,
});

const listedUpload = z.object({
  cosKey: storedCosKey,
  bytes: z.int().min(0).describe("The object's size."),
  contentType: z.string().describe("The content type of the key's extension."),
  storedAt: z.int().min(1).describe("When COS stored the object, in Unix seconds."),
  url,
  thumbnailUrl,
});

/** Response of `GET /uploads`: the user's own uploads, newest first by the time in the key. */
export const uploadsResponse = z.object({
  uploads: z.array(listedUpload),
  cursor: z.string().optional().describe("Send it to get the next page. Absent on the last page."),
  ...urlExpiry,
});

/** Response of `POST /uploads/delete`. A key without an object counts as deleted. */
export const deleteResponse = z.object({
  deleted: z.array(z.string()).describe("The keys that have no object any more."),
  failed: z.array(
    z.object({
      cosKey: storedCosKey,
      code: z
        .enum(["cos_refused", "cos_unavailable"])
        .describe("cos_unavailable: try again later. cos_refused: the server log has the reason."),
    }),
  ),
});

/** Claims of a proof besides the registered ones: what is stored, and where. */
export const proofClaims = storedUpload
  .omit({ status: true, proof: true })
  .extend({ bucket: z.string().describe("name-appid") });

const publicKey = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
  kid: z.string().describe("Thumbprint of the key. RFC 7638"),
  alg: z.literal("ES256"),
  use: z.literal("sig"),
});

/** Response of `GET /.well-known/jwks.json`: the public keys that verify proofs. RFC 7517 */
export const jwksResponse = z.object({ keys: z.array(publicKey) });

/** The state of one upload, as COS reports it. */
export type ConfirmedUpload = z.infer<typeof confirmedUpload>;

/** Signed URLs of several objects. */
export type DownloadsResponse = z.infer<typeof downloadsResponse>;

/** What to sign URLs for. */
export type DownloadsRequest = z.infer<typeof downloadsRequest>;

/** One page of a user's uploads. */
export type UploadsResponse = z.infer<typeof uploadsResponse>;

/** What became of each key. */
export type DeleteResponse = z.infer<typeof deleteResponse>;

/** The public keys that verify proofs. */
export type JwksResponse = z.infer<typeof jwksResponse>;

/** What a proof says of an object. */
export type ProofClaims = z.infer<typeof proofClaims>;

function keysOf(max: number) {
  const rule = `keys must hold 1 to ${max} different keys`;
  return z
    .array(cosKey, rule)
    .min(1, rule)
    .max(max, rule)
    .refine((keys) => new Set(keys).size === keys.length, rule)
    .describe("Object keys, as cosKey of the signature or of the multipart upload.");
}
