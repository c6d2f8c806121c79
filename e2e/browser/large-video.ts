import { createHash } from "node:crypto";
import type { ChosenFile } from "./preview-page.ts";

/** The first box of an MP4, by which its type is known. */
const FTYP = Buffer.from("00000018667479706d703432000000006d70343269736f6d", "hex");

/** Makes a file with the head of an MP4 and contents that differ for every seed. No browser can play it, so it has no thumbnail. */
export function largeVideo(seed: string, bytes: number): ChosenFile {
  const buffer = Buffer.alloc(bytes);
  const block = Buffer.concat(
    Array.from({ length: 32 }, (_, index) => createHash("sha512").update(`${seed} ${index}`).digest()),
  );
  for (let offset = 0; offset < bytes; offset += block.length) {
    block.copy(buffer, offset);
    buffer.writeUInt32BE(offset >>> 0, Math.min(offset, bytes - 4));
  }
  FTYP.copy(buffer);
  return { name: `${seed}.mp4`, mimeType: "video/mp4", buffer };
}
