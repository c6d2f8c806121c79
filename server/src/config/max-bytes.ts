import { MAX_OBJECT_BYTES } from "@wx-cos-upload/contract";
import { InvalidValue } from "../errors.ts";
import type { FileKind } from "../uploads/file-types.ts";
import { DEFAULT_MAX_BYTES, type MaxBytesByKind } from "../uploads/upload-rules.ts";
import { parseBytes } from "./bytes.ts";

/**
 * Parses `UPLOAD_MAX_BYTES`: one limit for all kinds, `20MiB`, or one for each, `photo=20MiB,video=1GiB,other=50MiB`. Other kinds keep
 * their defaults.
 *
 * @throws {Error} whose message names the faulty part and what to write
 */
export function parseMaxBytes(text: string): MaxBytesByKind {
  if (!text.includes("=")) {
    const bytes = limit(text.trim());
    return { photo: bytes, video: bytes, other: bytes };
  }
  const limits: Record<FileKind, number> = { ...DEFAULT_MAX_BYTES };
  for (const part of text.split(",").map((piece) => piece.trim())) {
    const [kind = "", bytes = ""] = part.split("=");
    if (kind !== "photo" && kind !== "video" && kind !== "other") {
      throw new InvalidValue(part, "is not a limit for a kind of file; write photo=20MiB,video=1GiB,other=20MiB");
    }
    limits[kind] = limit(bytes);
  }
  return limits;
}

function limit(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined) throw new InvalidValue(text, "is not a number of bytes; write 1048576, 20MiB or 1GiB");
  if (bytes < 1 || bytes > MAX_OBJECT_BYTES) {
    throw new Error(`${bytes} bytes is out of range; COS accepts 1 to ${MAX_OBJECT_BYTES} bytes (5GiB) in one upload`);
  }
  return bytes;
}
