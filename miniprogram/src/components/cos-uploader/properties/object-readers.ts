import type { CompressOptions } from "../../../uploader/index";
import { elementsOf, isRecord, readCount, readNumber } from "../../../uploader/platform-values";
import { mediaTypesOf } from "../list/accepted-types";
import { readBoolean } from "./rules";

/** How tiles are laid out. */
export interface GridConfig {
  /** How many tiles are in a row. By default as many as fit. */
  readonly column?: number;
  /** Of a tile, in rpx. By default its share of the row. */
  readonly width?: number;
  /** Of a tile, in rpx. By default its width. */
  readonly height?: number;
}

/** A list of types, or one type. */
export function readMediaTypes(given: unknown): readonly ("image" | "video")[] | undefined {
  if (Array.isArray(given)) return mediaTypesOf(elementsOf(given));
  return typeof given === "string" ? mediaTypesOf([given]) : undefined;
}

export function readArray(given: unknown): readonly unknown[] | undefined {
  return Array.isArray(given) ? elementsOf(given) : undefined;
}

/** 0, and what is no number, means the default of each field. */
export function readGridConfig(given: unknown): GridConfig | undefined {
  if (!isRecord(given)) return undefined;
  const column = Math.floor(readNumber(given["column"]) ?? 0);
  const [width = 0, height = 0] = [readNumber(given["width"]), readNumber(given["height"])];
  return { ...(column > 0 && { column }), ...(width > 0 && { width }), ...(height > 0 && { height }) };
}

export function readCompress(given: unknown): boolean | CompressOptions | undefined {
  if (!isRecord(given)) return readBoolean(given);
  const [quality, minBytes] = [readCount(given["quality"]), readCount(given["minBytes"])];
  return { ...(quality !== undefined && { quality }), ...(minBytes !== undefined && { minBytes }) };
}
