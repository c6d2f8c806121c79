import type { CancelScope } from "../../cancel-scope";
import type { MultipartFile, MultipartHost } from "../../multipart-sender";
import { bytesOfPart, type SavedUpload } from "../saved/saved-upload";
import { type Crc64, crc64 } from "./crc64";
import type { Gate } from "./gate";
import { readSlice } from "./read-slice";

/** What the check of an upload's parts works with. */
export interface CheckContext {
  readonly host: MultipartHost;
  readonly scope: CancelScope;
  readonly file: MultipartFile;
  readonly upload: SavedUpload;
  readonly gate: Gate;
}

/**
 * Reads parts of the file again that an earlier life of the program sent. A fingerprint only finds a file that looks the same; the checksums
 * show whether it is.
 *
 * @param onChecksum called with the checksum of each
 * @throws {UploadError} if a part cannot be read
 */
export async function checkParts(
  context: CheckContext,
  partNumbers: readonly number[],
  onChecksum: (partNumber: number, checksum: Crc64) => void,
): Promise<void> {
  for (const partNumber of partNumbers) {
    // The part is in memory, so it counts as one of those that are sent at a time.
    const leave = await context.gate.enter(context.scope, 0);
    try {
      onChecksum(partNumber, await checksumOf(context, partNumber));
    } finally {
      leave();
    }
  }
}

/** Reads a part. A function of its own, so that the part's bytes leave memory before the next part waits for its turn. */
async function checksumOf({ host, scope, file, upload }: CheckContext, partNumber: number): Promise<Crc64> {
  const position = (partNumber - 1) * upload.partBytes;
  const data = await readSlice(host.platform, scope, file.filePath, position, bytesOfPart(upload, partNumber));
  return crc64(new Uint8Array(data));
}
