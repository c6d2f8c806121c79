import { z } from "zod";
import { extension, md5, size } from "./upload-request.ts";

/** Largest part number that COS accepts. Upload Part (436/7750) */
export const MAX_PART_NUMBER = 10_000;

/** Largest number of parts in one request for signatures. */
export const MAX_PARTS_PER_REQUEST = 100;

/** Largest number of parts that `POST /multipart` and `POST /multipart/list` sign unasked. */
export const FIRST_PARTS = 20;

const uploadToken = z
  .string("uploadToken is missing: send the uploadToken from the response of POST /multipart")
  .min(1, "uploadToken is empty: send the uploadToken from the response of POST /multipart")
  .max(4096, "uploadToken has more than 4096 characters; send it as POST /multipart returned it")
  .describe("The token from the response of POST /multipart. It stands for one upload of one file.");

const PART_NUMBERS_RULE = `partNumbers must hold 1 to ${MAX_PARTS_PER_REQUEST} different part numbers`;
const MD5S_RULE = "md5s must have one MD5 for each part number, in the same order";
const PART_NUMBER_RULE = `a part number must be a whole number from 1 to ${MAX_PART_NUMBER}`;

const partNumber = z.int(PART_NUMBER_RULE).min(1, PART_NUMBER_RULE).max(MAX_PART_NUMBER, PART_NUMBER_RULE);

/** Body of `POST /multipart`. `size` is in bytes. */
export const multipartStart = z.strictObject({ ext: extension, size });

/** Body of `POST /multipart/parts`. `md5s` has one MD5 for each part number, in the same order. */
export const multipartParts = z
  .strictObject({
    uploadToken,
    partNumbers: z
      .array(partNumber, PART_NUMBERS_RULE)
      .min(1, PART_NUMBERS_RULE)
      .max(MAX_PARTS_PER_REQUEST, PART_NUMBERS_RULE)
      .refine((numbers) => new Set(numbers).size === numbers.length, PART_NUMBERS_RULE),
    md5s: z.array(md5, MD5S_RULE).max(MAX_PARTS_PER_REQUEST, MD5S_RULE).optional(),
  })
  .refine(({ partNumbers, md5s }) => md5s === undefined || md5s.length === partNumbers.length, {
    path: ["md5s"],
    message: MD5S_RULE,
  });

/** Body of `POST /multipart/list` and `POST /multipart/abort`. */
export const multipartToken = z.strictObject({ uploadToken });

const CRC64_RULE = "crc64 must be the CRC-64/XZ of the whole file, as 1 to 20 decimal digits";
const MAX_CRC64 = 2n ** 64n - 1n;

/** A CRC-64/XZ as COS writes it in `x-cos-hash-crc64ecma`: a decimal number without leading zeros. */
const crc64 = z
  .string(CRC64_RULE)
  .regex(/^(0|[1-9][0-9]{0,19})$/, { error: CRC64_RULE, abort: true })
  .refine((digits) => BigInt(digits) <= MAX_CRC64, CRC64_RULE);

/** Body of `POST /multipart/complete`. */
export const multipartComplete = z.strictObject({
  uploadToken,
  crc64: crc64
    .optional()
    .describe("CRC-64/XZ of the whole file. The server compares it with COS's and rejects a difference."),
});

const signedPart = z.object({
  partNumber: z.int().min(1).max(MAX_PART_NUMBER).describe("The part's number, from 1 to partCount."),
  bytes: z.int().min(1).describe("Exactly so many bytes: partBytes, or the rest of the file for the last part."),
  uploadUrl: z.string().describe("Where to PUT the part's bytes."),
  headers: z.record(z.string(), z.string()).describe("Every header to send with the PUT. Send no others."),
});

const signedParts = {
  parts: z.array(signedPart),
  expiresAt: z
    .int()
    .min(1)
    .describe(
      "Expiry of the parts' signatures in Unix seconds. A phone's clock may be wrong, so prefer expiresInSeconds.",
    ),
  expiresInSeconds: z.int().min(0).describe("Lifetime of the parts' signatures, in seconds from the response."),
};

/** Response of `POST /multipart`: PUT each part of the file, then `POST /multipart/complete`. */
export const multipartStartResponse = z.object({
  cosHost: z.string().describe("The signed host. It includes the port unless that is the scheme's default."),
  cosKey: z.string().describe("Object key, not percent-encoded, without a leading slash."),
  objectUrl: z.string().describe("Where the object will be. Reading it from a private bucket needs a signature."),
  contentType: z.string().describe("The object's content type, from the extension."),
  maxBytes: z.int().min(1).describe("Largest size of a file of this type, in bytes."),
  uploadToken: z.string().describe("Stands for this upload in the other multipart requests. Keep it to resume."),
  partBytes: z.int().min(1).describe("The size of every part but the last, in bytes."),
  partCount: z.int().min(1).max(MAX_PART_NUMBER).describe("The number of parts."),
  ...signedParts,
  resumableUntil: z.int().min(1).describe("Until when the upload can be resumed, in Unix seconds."),
  resumableSeconds: z.int().min(0).describe("How long the upload can be resumed, in seconds from the response."),
});

/** Response of `POST /multipart/parts`, in the order of the part numbers in the request. */
export const multipartPartsResponse = z.object(signedParts);

/** Response of `POST /multipart/list`: the parts that COS holds, and signatures for the first that it lacks. */
export const multipartListResponse = z.object({
  held: z.array(
    z.object({
      partNumber: z.int().min(1).max(MAX_PART_NUMBER),
      bytes: z.int().min(0),
      etag: z.string().describe("Entity tag without quotes: the MD5 of the part in hex."),
    }),
  ),
  ...signedParts,
});

/** An object that COS confirmed. */
export const storedUpload = z.object({
  cosKey: z.string().describe("Object key, not percent-encoded, without a leading slash."),
  status: z.literal("stored"),
  bytes: z.int().min(0).describe("The object's size, as COS reports it."),
  contentType: z.string().describe("The object's content type, as COS reports it."),
  etag: z.string().describe("Entity tag without quotes. For an object of parts it is not an MD5."),
  crc64: z.string().optional().describe("CRC-64/XZ of the object, as COS reports it."),
  storedAt: z.int().min(1).describe("When COS stored the object, in Unix seconds."),
  proof: z
    .string()
    .optional()
    .describe(
      "A JWT that says so. Your own back end verifies it with /.well-known/jwks.json. Absent without PROOF_KEYS.",
    ),
});

/** Response of `POST /multipart/complete` with status 200. */
export const multipartCompleteResponse = storedUpload;

/** Response of `POST /multipart/complete` with status 202: COS still merges the parts. Repeat the request after Retry-After. */
export const multipartCompletingResponse = z.object({ status: z.literal("completing") });

/** A part with its signature. */
export type SignedPart = z.infer<typeof signedPart>;

/** A file that a client wants to upload in parts, parsed. `size` is in bytes. */
export type MultipartStart = z.infer<typeof multipartStart>;

/** A new multipart upload. */
export type MultipartStartResponse = z.infer<typeof multipartStartResponse>;

/** Signatures for several parts. */
export type MultipartPartsResponse = z.infer<typeof multipartPartsResponse>;

/** What COS holds of an upload. */
export type MultipartListResponse = z.infer<typeof multipartListResponse>;

/** An object that COS confirmed. */
export type StoredUpload = z.infer<typeof storedUpload>;
