import { z } from "zod";

/** Largest number of files in one batch request. */
export const MAX_BATCH_FILES = 20;

/** Largest object that COS accepts in one PUT or POST: 5 GB. PUT Object (436/7749); POST Object (436/14690). */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3;

/** Longest extension, in characters. */
export const MAX_EXTENSION_CHARACTERS = 16;

export const extension = z
  .string("ext is missing: send the file's extension, such as ext=jpg")
  .regex(/^[A-Za-z0-9]+$/, "ext must be letters and digits only, without a dot or a path: jpg, png, mp4")
  .max(MAX_EXTENSION_CHARACTERS, `ext must have at most ${MAX_EXTENSION_CHARACTERS} characters`)
  .transform((text) => text.toLowerCase())
  .meta({ description: "The file's extension without a dot, in upper or lower case.", examples: ["jpg"] });

/** Sixteen bytes in hex, as `wx.getFileInfo` returns them, or in Base64, whose 22nd and last digit carries only two bits. */
export const md5 = z
  .string("md5 must be a string")
  .regex(
    /^([0-9A-Fa-f]{32}|[A-Za-z0-9+/]{21}[AQgw]==)$/,
    "md5 must be the 16 bytes of an MD5, as 32 hex digits or as 24 Base64 characters",
  )
  .transform((text) => (text.endsWith("=") ? text : Buffer.from(text, "hex").toString("base64")))
  .meta({
    description:
      "The MD5 of the file's bytes, in hex or Base64. Percent-encode Base64 in a URL: it may contain +, / and =.",
    examples: ["098f6bcd4621d373cade4e832627b4f6", "CY9rzUYh03PK3k6DJie09g=="],
  });

const SIZE_RULE = "size must be the file's size in bytes: a whole number of at least 1, in digits only";

export const size = z
  .int(SIZE_RULE)
  .min(1, `${SIZE_RULE}; an empty file can't be uploaded`)
  .meta({ description: "The file's size in bytes.", examples: [300_000] });

/** Digits only. Number() would also accept "1e3", "" and " 7". */
const sizeText = z
  .string()
  .regex(/^[0-9]{1,16}$/, SIZE_RULE)
  .transform(Number)
  .pipe(size);

/** Query of `GET /put-sign`. `size` is in bytes; `md5` is hex or Base64 and becomes Base64. */
export const putSignQuery = z.strictObject({ ext: extension, size: sizeText.optional(), md5: md5.optional() });

/** Query of `GET /post-policy`. `size` is in bytes. */
export const postPolicyQuery = z.strictObject({ ext: extension, size: sizeText.optional() });

/** One file in the body of `POST /put-sign/batch`. */
export const putSignFile = z.strictObject({ ext: extension, size: size.optional(), md5: md5.optional() });

/** One file in the body of `POST /post-policy/batch`. */
export const postPolicyFile = z.strictObject({ ext: extension, size: size.optional() });

/** Body of `POST /put-sign/batch`. */
export const putSignBatch = batchOf(putSignFile);

/** Body of `POST /post-policy/batch`. */
export const postPolicyBatch = batchOf(postPolicyFile);

/** A file that a client wants to PUT, parsed. `size` is in bytes; `md5` is Base64, even if the client sent hex. */
export type PutSignFile = z.infer<typeof putSignFile>;

/** A file that a client wants to POST as a form, parsed. `size` is in bytes. */
export type PostPolicyFile = z.infer<typeof postPolicyFile>;

function batchOf<File extends z.ZodType>(file: File) {
  const count = `files must hold 1 to ${MAX_BATCH_FILES} files`;
  return z.strictObject({ files: z.array(file, count).min(1, count).max(MAX_BATCH_FILES, count) });
}
