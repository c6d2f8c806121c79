import type { CancelScope } from "../../cancel-scope";
import type { Platform } from "../../platform";
import { UploadError } from "../../upload-error";

/**
 * Reads exactly `length` bytes of a file from `position`. Phones have returned nothing, too little and too much, so a wrong length is read
 * once more.
 *
 * @throws {UploadError} `file_unreadable` for a wrong length, or the error of the platform
 */
export async function readSlice(
  platform: Platform,
  scope: CancelScope,
  filePath: string,
  position: number,
  length: number,
): Promise<ArrayBuffer> {
  const read = async () => (await platform.readFile(scope, { filePath, position, length })).data;
  const first = await read();
  if (first.byteLength === length) return first;
  const second = await read();
  if (second.byteLength === length) return second;
  throw new UploadError("file_unreadable", `read ${second.byteLength} bytes of ${length} at byte ${position}`);
}
