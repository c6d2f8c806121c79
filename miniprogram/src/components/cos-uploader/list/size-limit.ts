import type { MaxBytes } from "../../../uploader/index";
import { isRecord, readNumber, readText } from "../../../uploader/platform-values";
import { fillIn } from "../texts/format";
import type { FileType } from "./state";

export type SizeUnit = "B" | "KB" | "MB" | "GB";

/** A plain number is in KB, as in TDesign's Upload. */
export type SizeAmount =
  | number
  | {
      readonly size: number;
      readonly unit?: SizeUnit;
      /** The text for a file that is too large, with `{sizeLimit}` for the number. It is used if one limit is for every file. */
      readonly message?: string;
    };

/** One limit for every file, or one for each type. A missing type has no limit. */
export type SizeLimit = SizeAmount | Readonly<Partial<Record<FileType, SizeAmount>>>;

/** Most bytes of a file, by type. Infinity means no limit. */
export type ByteLimits = Readonly<Record<FileType, number>>;

const UNIT_BYTES: Readonly<Record<SizeUnit, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
const UNITS: readonly SizeUnit[] = ["B", "KB", "MB", "GB"];
const NONE = Number.POSITIVE_INFINITY;

/** Reads a size limit. Undefined for a value of the wrong type; entries of the wrong type are left out. */
export function readSizeLimit(given: unknown): SizeLimit | undefined {
  const amount = readAmount(given);
  if (amount !== undefined || !isRecord(given)) return amount;
  const [image, video, file] = [readAmount(given["image"]), readAmount(given["video"]), readAmount(given["file"])];
  return {
    ...(image !== undefined && { image }),
    ...(video !== undefined && { video }),
    ...(file !== undefined && { file }),
  };
}

function readAmount(given: unknown): SizeAmount | undefined {
  if (!isRecord(given)) return readNumber(given);
  const size = readNumber(given["size"]);
  const unit = UNITS.find((name) => name === given["unit"]);
  const message = readText(given["message"]);
  return size === undefined ? undefined : { size, ...(unit && { unit }), ...(message && { message }) };
}

/** The page's own text for a file that is too large. Undefined if it has none. */
export function sizeMessage(limit: SizeLimit | null): string | undefined {
  if (limit === null || typeof limit === "number" || !("size" in limit) || limit.message === undefined)
    return undefined;
  return fillIn(limit.message, { sizeLimit: limit.size });
}

/** The property `sizeLimit` in bytes. 0, null and undefined mean no limit. */
export function byteLimits(limit: SizeLimit | null | undefined): ByteLimits {
  if (limit === null || limit === undefined) return { image: NONE, video: NONE, file: NONE };
  if (typeof limit === "number" || "size" in limit) {
    const bytes = bytesOf(limit);
    return { image: bytes, video: bytes, file: bytes };
  }
  return { image: bytesOf(limit.image), video: bytesOf(limit.video), file: bytesOf(limit.file) };
}

/** Converts the limits to the uploader's option `maxBytes`, whose kinds are photo, video and other. */
export function uploaderLimits({ image, video, file }: ByteLimits): MaxBytes {
  return {
    ...(image < NONE && { photo: image }),
    ...(video < NONE && { video }),
    ...(file < NONE && { other: file }),
  };
}

function bytesOf(amount: SizeAmount | undefined): number {
  const { size, unit = "KB" } = typeof amount === "object" ? amount : { size: amount ?? 0 };
  return size > 0 ? size * UNIT_BYTES[unit] : NONE;
}
