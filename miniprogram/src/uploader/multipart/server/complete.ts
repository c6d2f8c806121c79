import type { CancelScope } from "../../cancel-scope";
import type { MultipartHost, MultipartRun } from "../../multipart-sender";
import { readText } from "../../platform-values";
import { parseJsonObject } from "../../response-error";
import { UploadError } from "../../upload-error";
import type { Attempts } from "../attempts";
import { combineCrc64, crc64ToDecimal, type Piece } from "../parts/crc64";
import { bytesOfPart, type SavedUpload } from "../saved/saved-upload";

/** What COS stored. */
export interface StoredObject {
  readonly etag: string | undefined;
  /** A JWT which says so; undefined if the signing server has no keys for it. */
  readonly proof: string | undefined;
}

/** How long COS may merge the parts, in milliseconds. */
const MERGE_LIMIT_MS = 600_000;

/** How often the server may report that the upload is gone before that is believed: COS may show a new object a moment late. */
const MOST_TIMES_GONE = 2;

/** The pause between two questions whether COS has merged the parts, if the server names none. */
const MERGE_PAUSE_MS = 2_000;

/**
 * Completes an upload, of which COS has every part. A response that is lost, or that COS still merges, leads to another request: the server
 * finds out what COS did.
 *
 * @returns undefined if COS lacks parts after all
 * @throws {UploadError}
 */
export async function completeUpload(
  host: MultipartHost,
  run: MultipartRun,
  scope: CancelScope,
  upload: SavedUpload,
  attempts: Attempts,
): Promise<StoredObject | undefined> {
  const { platform } = host;
  const body = { uploadToken: upload.uploadToken, crc64: wholeChecksum(upload) };
  const startedAtMs = platform.nowMs();
  let timesGone = 0;
  for (;;) {
    const response = await attempts.repeat("upload", async () => {
      const response = await host.post(scope, "/multipart/complete", body);
      if (response.statusCode >= 500 || response.statusCode === 429) throw host.signError(response);
      return response;
    });
    const { statusCode, data } = response;
    const read = parseJsonObject(data) ?? {};
    if (statusCode === 200 && read["status"] === "stored") return readStored(upload, read);
    if (statusCode === 409 && read["code"] === "parts_incomplete") return undefined;
    run.stage = "upload";
    if (statusCode === 410) timesGone += 1;
    const isUndecided = statusCode === 202 || (statusCode === 410 && timesGone < MOST_TIMES_GONE);
    if (!isUndecided) throw host.signError(response);
    const { retryAfterMs = MERGE_PAUSE_MS } = host.signError(response);
    if (platform.nowMs() - startedAtMs > MERGE_LIMIT_MS) {
      throw new UploadError("timeout", `COS still merges the parts after ${MERGE_LIMIT_MS} ms`);
    }
    attempts.reset();
    await platform.delay(scope, retryAfterMs);
  }
}

function readStored({ objectKey, bytes }: SavedUpload, read: Readonly<Record<string, unknown>>): StoredObject {
  if (read["cosKey"] !== objectKey || read["bytes"] !== bytes) {
    throw new UploadError("signature_mismatch", `stored ${read["bytes"]} bytes as another object, not ${bytes}`);
  }
  return { etag: readText(read["etag"]), proof: readText(read["proof"]) };
}

/** The checksum of the whole file, in decimal digits, from those of its parts. Undefined if one is unknown. */
function wholeChecksum(upload: SavedUpload): string | undefined {
  const pieces: Piece[] = [];
  for (let partNumber = 1; partNumber <= upload.partCount; partNumber += 1) {
    const checksum = upload.checksums.get(partNumber);
    if (checksum === undefined) return undefined;
    pieces.push({ checksum, bytes: bytesOfPart(upload, partNumber) });
  }
  return crc64ToDecimal(combineCrc64(pieces));
}
