import type { Metadata, Sharp } from "sharp";
import { CosError } from "../errors.ts";
import { type ImageFormat, type ImageInstructions, sizeOf } from "./instructions.ts";

/** A processed image. */
export interface ProcessedImage {
  readonly bytes: Buffer;
  readonly contentType: string;
}

const DEFAULT_QUALITY = 75;

/** The output format for each input format of COS. The others, such as SVG and HEIF, need a format. */
const OWN_FORMATS: Readonly<Record<string, ImageFormat>> = {
  jpeg: "jpg",
  png: "png",
  webp: "webp",
  gif: "gif",
  // Of this family of formats, sharp reads AVIF.
  heif: "avif",
};

/**
 * Processes an image with sharp, which is an optional dependency. Its libraries exist for the usual systems only.
 *
 * @throws {CosError} NotImplemented with advice if sharp is not installed; InvalidArgument if the bytes are not an image that it reads
 */
export async function processImage(bytes: Buffer, instructions: ImageInstructions): Promise<ProcessedImage> {
  const { default: sharp } = await importSharp();
  try {
    const image = sharp(bytes, { animated: false });
    return await process(image, await image.metadata(), instructions);
  } catch (cause) {
    if (cause instanceof CosError) throw cause;
    throw new CosError("InvalidArgument", "The object is not an image that imageMogr2 reads.", { cause });
  }
}

async function process(image: Sharp, metadata: Metadata, instructions: ImageInstructions): Promise<ProcessedImage> {
  const { thumbnail, quality = DEFAULT_QUALITY, strips } = instructions;
  const format = instructions.format ?? OWN_FORMATS[metadata.format];
  if (format === undefined)
    throw new CosError("InvalidArgument", `imageMogr2 does not read ${metadata.format} images.`);
  let result = image;
  if (thumbnail !== undefined) {
    const { fit, width, height } = sizeOf(thumbnail, metadata);
    result = result.resize({
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      fit,
      withoutEnlargement: fit === "inside",
    });
  }
  if (!strips) result = result.keepMetadata();
  const encoded = encode(result, format, quality);
  return { bytes: await encoded.toBuffer(), contentType: format === "jpg" ? "image/jpeg" : `image/${format}` };
}

function encode(image: Sharp, format: ImageFormat, quality: number): Sharp {
  switch (format) {
    case "jpg":
      return image.jpeg({ quality });
    case "png":
      return image.png();
    case "webp":
      return image.webp({ quality });
    case "avif":
      return image.avif({ quality });
    case "gif":
      return image.gif();
  }
}

async function importSharp() {
  try {
    return await import("sharp");
  } catch (cause) {
    // Also if its library does not exist for this system.
    throw missingSharp(cause);
  }
}

function missingSharp(cause: unknown): CosError {
  return new CosError(
    "NotImplemented",
    "imageMogr2 needs the package sharp, which is not installed here: run npm install --include=optional sharp.",
    { cause },
  );
}
