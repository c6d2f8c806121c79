import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** The first box of an MP4, by which its type is known. */
const FTYP = Buffer.from("00000018667479706d703432000000006d70343269736f6d", "hex");

/** A file on the disk: Playwright passes large ones to the browser by their path. */
export interface FileOnDisk {
  readonly path: string;
  readonly bytes: Buffer;
}

/** Writes a file with the head of an MP4 and contents that differ for every name. No browser can play it, so it has no thumbnail. */
export function writeLargeVideo(directory: string, name: string, size: number): FileOnDisk {
  const bytes = Buffer.alloc(size);
  const block = createHash("sha512").update(name).digest();
  for (let offset = 0; offset < size; offset += block.length) {
    block.copy(bytes, offset);
    bytes.writeUInt32BE(offset, Math.min(offset, size - 4));
  }
  FTYP.copy(bytes);
  const path = join(directory, `${name}.mp4`);
  writeFileSync(path, bytes);
  return { path, bytes };
}
