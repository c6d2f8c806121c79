import type { CancelScope } from "../../cancel-scope";
import type { Platform } from "../../platform";
import { crc64, crc64ToHex } from "../parts/crc64";
import { readSlice } from "../parts/read-slice";

const SAMPLES = 16;
const SAMPLE_BYTES = 4_096;

/**
 * A fingerprint of a file's content: its size, and the CRC-64 of samples at fixed places. It finds an upload of the same file; it does not
 * prove that the file is the same.
 *
 * @throws {UploadError} if the file cannot be read
 */
export async function fingerprintOf(
  platform: Platform,
  scope: CancelScope,
  { filePath, size }: { readonly filePath: string; readonly size: number },
): Promise<string> {
  const samples = new Uint8Array(Math.min(size, SAMPLES * SAMPLE_BYTES));
  for (const { position, length, offset } of placesIn(size)) {
    samples.set(new Uint8Array(await readSlice(platform, scope, filePath, position, length)), offset);
  }
  return `${size}-${crc64ToHex(crc64(samples))}`;
}

interface Place {
  readonly position: number;
  readonly length: number;
  /** Where the sample is among the samples. */
  readonly offset: number;
}

/** Evenly spread, from the first byte to the last. A small file is one sample. */
function placesIn(size: number): readonly Place[] {
  if (size <= SAMPLES * SAMPLE_BYTES) return [{ position: 0, length: size, offset: 0 }];
  return Array.from({ length: SAMPLES }, (_, index) => ({
    position: Math.floor((index * (size - SAMPLE_BYTES)) / (SAMPLES - 1)),
    length: SAMPLE_BYTES,
    offset: index * SAMPLE_BYTES,
  }));
}
