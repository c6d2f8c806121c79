import type { CancelScope } from "../../cancel-scope";
import type { MultipartFile, MultipartHost, MultipartRun } from "../../multipart-sender";
import type { HttpResponse } from "../../platform";
import { UploadError } from "../../upload-error";
import type { Attempts } from "../attempts";
import { bytesOfPart, type SavedUpload } from "../saved/saved-upload";
import { isGone } from "../server/multipart-calls";
import type { Signatures } from "../server/signatures";
import type { SignedPart } from "../server/signed-parts";
import { type Crc64, crc64, crc64ToDecimal } from "./crc64";
import type { Gate } from "./gate";
import type { Pace } from "./pace";
import { readSlice } from "./read-slice";

/** What the sending of an upload's parts works with. */
export interface PartsContext {
  readonly host: MultipartHost;
  readonly run: MultipartRun;
  readonly scope: CancelScope;
  readonly file: MultipartFile;
  readonly upload: SavedUpload;
  readonly gate: Gate;
  readonly pace: Pace;
  readonly attempts: Attempts;
  readonly signatures: Signatures;
  /** Requests the signature of a part that binds its MD5. */
  signWithMd5(partNumber: number, md5: string): Promise<readonly SignedPart[]>;
  /** The parts that are still to be sent, in order. A part that is under way is not among them. */
  readonly unsent: number[];
  /** A part's request starts (1) or ends (-1). */
  onFlight(change: 1 | -1): void;
  /** Saves the checksum of a part that COS confirmed; undefined for a part that is about to be sent again. */
  saveChecksum(partNumber: number, checksum: Crc64 | undefined): Promise<void>;
}

/** Parts of one upload that are sent at a time, if the gate allows. */
const LANES = 3;

/** How often a part is signed again after COS has rejected its signature, or sent again after it arrived damaged. */
const MAX_REPEATS = 2;

/** COS's code for bytes that do not match their MD5. https://www.tencentcloud.com/document/product/436/7730 */
const DAMAGED = "BadDigest";

/**
 * Sends the unsent parts of an upload. A part that fails is sent again by itself.
 *
 * @throws {UploadError} if a part cannot be read or sent
 */
export async function sendParts(context: PartsContext): Promise<void> {
  async function sendNext(): Promise<void> {
    for (let next = context.unsent.shift(); next !== undefined; next = context.unsent.shift()) {
      await sendPart(context, next);
    }
  }
  await Promise.all(Array.from({ length: LANES }, sendNext));
}

async function sendPart(context: PartsContext, partNumber: number): Promise<void> {
  const { run, upload, pace, attempts, signatures, saveChecksum } = context;
  const partBytes = bytesOfPart(upload, partNumber);
  // COS may soon hold other bytes than those of the saved checksum.
  if (upload.checksums.has(partNumber)) await saveChecksum(partNumber, undefined);
  let rejections = 0;
  let damages = 0;
  for (;;) {
    await attempts.ready();
    const attempt: PartAttempt = { signature: undefined, startedAtMs: 0, bytesInFlight: 0 };
    try {
      return await attemptPart(context, partNumber, attempt);
    } catch (error) {
      const { signature, startedAtMs, bytesInFlight } = attempt;
      // It could not be read or signed.
      if (signature === undefined) throw error;
      run.stage = "upload";
      if (!(error instanceof UploadError) || isGone(error)) throw error;
      if (error.code === "timeout") {
        pace.onTimeout({ partBytes, bytesInFlight, durationMs: context.host.platform.nowMs() - startedAtMs });
      }
      if (error.status === 503) pace.slowDown();
      if (error.status === 403) {
        signatures.drop(signature);
        rejections += 1;
        if (rejections > MAX_REPEATS) throw error;
      } else if (error.remoteCode === DAMAGED) {
        damages += 1;
        if (damages > MAX_REPEATS) throw error;
      } else await attempts.delayAfter(error, "upload", startedAtMs);
    }
  }
}

/** What is known of an attempt if it fails. */
interface PartAttempt {
  /** Undefined if the request did not start. */
  signature: SignedPart | undefined;
  startedAtMs: number;
  bytesInFlight: number;
}

/** Sends a part once. A function of its own, so the part's bytes leave memory before the next attempt waits. */
async function attemptPart(context: PartsContext, partNumber: number, attempt: PartAttempt): Promise<void> {
  const { host, upload, scope, gate, pace, attempts, saveChecksum } = context;
  const { platform } = host;
  const partBytes = bytesOfPart(upload, partNumber);
  const leave = await gate.enter(scope, partBytes);
  try {
    const [part, signature] = await prepare(context, partNumber);
    const startedAtMs = platform.nowMs();
    const bytesInFlight = gate.bytesInside();
    Object.assign(attempt, { signature, startedAtMs, bytesInFlight });
    await putPart(context, part, signature, pace.timeLimitMs(bytesInFlight));
    pace.onArrival({ partBytes, bytesInFlight, durationMs: platform.nowMs() - startedAtMs });
    attempts.reset();
    await saveChecksum(partNumber, part.checksum);
  } finally {
    leave();
  }
}

/** A part in memory. */
interface Part {
  readonly partNumber: number;
  /** Never refilled, because the platform may read it until the request ends. */
  readonly data: ArrayBuffer;
  readonly checksum: Crc64;
}

/** Reads a part, and gets its signature. @throws {UploadError} */
async function prepare(context: PartsContext, partNumber: number): Promise<[part: Part, signature: SignedPart]> {
  const { host, run, scope, file, upload, signatures, signWithMd5 } = context;
  const { platform } = host;
  run.stage = "upload";
  const position = (partNumber - 1) * upload.partBytes;
  const data = await readSlice(platform, scope, file.filePath, position, bytesOfPart(upload, partNumber));
  const part = { partNumber, data, checksum: crc64(new Uint8Array(data)) };
  const md5 = file.checkIntegrity ? platform.md5?.(data) : undefined;
  if (md5 === undefined) return [part, await signatures.get(partNumber)];
  const [signed] = await signWithMd5(partNumber, md5);
  if (signed?.partNumber === partNumber) return [part, signed];
  throw new UploadError("signature_mismatch", `no signature of part ${partNumber}`);
}

/** @see https://www.tencentcloud.com/document/product/436/7750 Upload Part */
async function putPart(
  context: PartsContext,
  { partNumber, data, checksum }: Part,
  { uploadUrl: url, headers: header }: SignedPart,
  timeout: number,
): Promise<void> {
  const { host, scope } = context;
  context.onFlight(1);
  try {
    const response = await host.platform.request(scope, { method: "PUT", url, header, data, timeout });
    if (!isStored(response)) throw host.cosError(response);
    const stored = response.header["x-cos-hash-crc64ecma"];
    if (stored === undefined || stored === crc64ToDecimal(checksum)) return;
    throw new UploadError("upload_refused", `part ${partNumber} arrived with CRC-64 ${stored}, sent again`, {
      remoteCode: DAMAGED,
    });
  } finally {
    context.onFlight(-1);
  }
}

/** A proxy may respond 200 with a web page; that does not count as stored. */
function isStored({ statusCode, data }: HttpResponse): boolean {
  return statusCode === 200 && !data.toLowerCase().includes("<html");
}
