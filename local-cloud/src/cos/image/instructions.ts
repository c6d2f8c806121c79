import { CosError } from "../errors.ts";

/** How to fit an image into a size. Undefined dimensions follow from the other one. */
export interface Resize {
  readonly width?: number;
  readonly height?: number;
  /** `inside` and `outside` keep the proportions, `fill` does not. */
  readonly fit: "inside" | "outside" | "fill";
}

/** A resize whose result depends on the size of the image. */
export type Thumbnail =
  | Resize
  | { readonly percent: number; readonly axis: "both" | "width" | "height" }
  | { readonly pixels: number };

export type ImageFormat = "jpg" | "png" | "webp" | "avif" | "gif";

/** What imageMogr2 has to do with an image. */
export interface ImageInstructions {
  readonly thumbnail?: Thumbnail;
  /** @default the image's own */
  readonly format?: ImageFormat;
  /** 0 to 100, for formats that lose details. @default 75 for such a format */
  readonly quality?: number;
  /** Whether to remove metadata, such as the place of a photo. */
  readonly strips: boolean;
}

const FORMATS: ReadonlyMap<string, ImageFormat> = new Map([
  ["jpg", "jpg"],
  ["jpeg", "jpg"],
  ["png", "png"],
  ["webp", "webp"],
  ["avif", "avif"],
  ["gif", "gif"],
]);

/** COS's limit for each side of a result. */
const MAX_SIDE_PIXELS = 9999;

/**
 * Parses the instructions of `imageMogr2/thumbnail/200x/format/webp/quality/80/strip/`.
 *
 * @throws {CosError} NotImplemented for another operation; InvalidArgument for a value that an operation does not have
 * @see Scaling (436/44880), Format conversion (436/44883), Quality (436/44884), Removing metadata (436/44886)
 */
export function parseImageMogr2(parameter: string): ImageInstructions {
  const [, ...words] = parameter.split("/").filter((word) => word !== "");
  let instructions: ImageInstructions = { strips: false };
  for (let at = 0; at < words.length; at += 1) {
    const operation = words[at];
    const value = () => {
      at += 1;
      return words[at] ?? "";
    };
    if (operation === "strip") instructions = { ...instructions, strips: true };
    else if (operation === "thumbnail") instructions = { ...instructions, thumbnail: parseThumbnail(value()) };
    else if (operation === "format") instructions = { ...instructions, format: parseFormat(value()) };
    else if (operation === "quality") instructions = { ...instructions, quality: parseQuality(value()) };
    else throw new CosError("NotImplemented", `The local bucket does not model imageMogr2/${operation}.`);
  }
  return instructions;
}

const PERCENT = /^!(x?)(\d{1,4})p(x?)$/;
const INSIDE = /^(\d{1,4})?x(\d{1,4})?$/;
const OUTSIDE = /^!(\d{1,4})x(\d{1,4})r$/;
const EXACT = /^(\d{1,4})x(\d{1,4})!$/;
const AREA = /^(\d{1,9})@$/;

function parseThumbnail(text: string): Thumbnail {
  const [, before, percent, after] = PERCENT.exec(text) ?? [];
  if (percent !== undefined && !(before && after)) {
    return { percent: positive(percent), axis: before ? "height" : after ? "width" : "both" };
  }
  const [, area] = AREA.exec(text) ?? [];
  if (area !== undefined) return { pixels: positive(area) };
  const [, width, height] = INSIDE.exec(text) ?? [];
  if (width !== undefined || height !== undefined) {
    return {
      fit: "inside",
      ...(width !== undefined && { width: positive(width) }),
      ...(height !== undefined && { height: positive(height) }),
    };
  }
  for (const [expression, fit] of [
    [OUTSIDE, "outside"],
    [EXACT, "fill"],
  ] as const) {
    const [, wide, high] = expression.exec(text) ?? [];
    if (wide !== undefined && high !== undefined) return { fit, width: positive(wide), height: positive(high) };
  }
  throw new CosError("InvalidArgument", `imageMogr2/thumbnail does not have the size ${text}.`);
}

function positive(digits: string): number {
  const number = Number(digits);
  if (number > 0) return number;
  throw new CosError("InvalidArgument", "imageMogr2/thumbnail needs a size greater than 0.");
}

function parseFormat(text: string): ImageFormat {
  const format = FORMATS.get(text);
  if (format !== undefined) return format;
  throw new CosError("NotImplemented", `The local bucket does not model imageMogr2/format/${text}.`);
}

/** `80`, or `80!` to use exactly this quality. The local bucket always does. */
function parseQuality(text: string): number {
  const [, digits] = /^(\d{1,3})!?$/.exec(text) ?? [];
  if (digits !== undefined && Number(digits) <= 100) return Math.max(1, Number(digits));
  throw new CosError("InvalidArgument", "imageMogr2/quality must be 0 to 100.");
}

/** The size for a thumbnail of an image of this size. */
export function sizeOf(thumbnail: Thumbnail, image: { readonly width: number; readonly height: number }): Resize {
  if ("fit" in thumbnail) return thumbnail;
  if ("pixels" in thumbnail) {
    const scale = Math.min(1, Math.sqrt(thumbnail.pixels / (image.width * image.height)));
    return { fit: "fill", width: side(image.width * scale), height: side(image.height * scale) };
  }
  const scale = thumbnail.percent / 100;
  return {
    fit: "fill",
    width: side(image.width * (thumbnail.axis === "height" ? 1 : scale)),
    height: side(image.height * (thumbnail.axis === "width" ? 1 : scale)),
  };
}

function side(pixels: number): number {
  return Math.min(MAX_SIDE_PIXELS, Math.max(1, Math.floor(pixels)));
}
