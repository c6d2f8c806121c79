import { z } from "zod";

/** Most files that one batch request may ask signatures for. */
export const MAX_BATCH_FILES = 20;

/** COS takes at most 5 GB in one PUT or POST. PUT Object (436/7749); POST Object (436/14690). */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3;

/** Longest extension that is looked at. */
export const MAX_EXTENSION_CHARACTERS = 16;

const extension = z
  .string("ext is missing: send the file's extension, such as ext=jpg")
  .regex(/^[A-Za-z0-9]+$/, "ext takes letters and digits only, without a dot or a path: jpg, png, mp4")
  .max(MAX_EXTENSION_CHARACTERS, `ext takes at most ${MAX_EXTENSION_CHARACTERS} characters`)
  .transform((text) => text.toLowerCase())
  .meta({ description: "The file's extension, in either case, without a dot.", examples: ["jpg"] });

/** Sixteen bytes in hex, as `wx.getFileInfo` gives them, or in Base64, where the last of the 22 digits carries two bits only. */
const md5 = z
  .string("md5 takes a text")
  .regex(
    /^([0-9A-Fa-f]{32}|[A-Za-z0-9+/]{21}[AQgw]==)$/,
    "md5 takes an MD5's 16 bytes as 32 hex digits, or as the 24 characters of Base64",
  )
  .transform((text) => (text.endsWith("=") ? text : Buffer.from(text, "hex").toString("base64")))
  .meta({
    description:
      "The MD5 of the file's bytes, in hex or Base64. In a URL Base64 is percent-encoded: it may hold +, / and =.",
    examples: ["098f6bcd4621d373cade4e832627b4f6", "CY9rzUYh03PK3k6DJie09g=="],
  });

const SIZE_RULE = "size takes the file's bytes as a whole number, 1 or more, in digits only";

const size = z
  .int(SIZE_RULE)
  .min(1, `${SIZE_RULE}: an empty file can't be uploaded`)
  .meta({ description: "The file's bytes.", examples: [300_000] });

/** Digits only: Number("1e3"), Number("") and Number(" 7") are numbers too, and no size of a file. */
const sizeText = z
  .string()
  .regex(/^[0-9]{1,16}$/, SIZE_RULE)
  .transform(Number)
  .pipe(size);

/** Query of `GET /put-sign`. */
export const putSignQuery = z.strictObject({ ext: extension, size: sizeText.optional(), md5: md5.optional() });

/** Query of `GET /post-policy`. */
export const postPolicyQuery = z.strictObject({ ext: extension, size: sizeText.optional() });

/** One file of a `POST /put-sign/batch`. */
export const putSignFile = z.strictObject({ ext: extension, size: size.optional(), md5: md5.optional() });

/** One file of a `POST /post-policy/batch`. */
export const postPolicyFile = z.strictObject({ ext: extension, size: size.optional() });

/** Body of a `POST /put-sign/batch`. */
export const putSignBatch = batchOf(putSignFile);

/** Body of a `POST /post-policy/batch`. */
export const postPolicyBatch = batchOf(postPolicyFile);

/** What a client says of a file that it wants to PUT. `size` in bytes, `md5` in Base64, whichever way it came. */
export type PutSignFile = z.infer<typeof putSignFile>;

/** What a client says of a file that it wants to POST as a form. `size` in bytes. */
export type PostPolicyFile = z.infer<typeof postPolicyFile>;

function batchOf<File extends z.ZodType>(file: File) {
  const count = `files takes 1 to ${MAX_BATCH_FILES} files`;
  return z.strictObject({ files: z.array(file, count).min(1, count).max(MAX_BATCH_FILES, count) });
}
