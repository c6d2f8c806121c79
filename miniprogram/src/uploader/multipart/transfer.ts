import type { CancelScope } from "../cancel-scope";
import type { MultipartFile, MultipartHost, MultipartRun } from "../multipart-sender";
import { UploadError } from "../upload-error";
import type { UploadResult } from "../upload-result";
import { type Attempts, createAttempts } from "./attempts";
import { checkParts } from "./parts/check-parts";
import type { Crc64 } from "./parts/crc64";
import type { Gate } from "./parts/gate";
import type { Pace } from "./parts/pace";
import { type PartsContext, sendParts } from "./parts/send-parts";
import { type SavedUpload, sentBytesOf } from "./saved/saved-upload";
import type { SavedUploads } from "./saved/saved-uploads";
import { completeUpload } from "./server/complete";
import { type ListedUpload, listParts, signParts } from "./server/multipart-calls";
import { createSignatures } from "./server/signatures";
import type { SignedPart } from "./server/signed-parts";

/** One file and its upload on COS, with what the multipart uploads of an uploader share. */
export interface Transfer {
  readonly host: MultipartHost;
  readonly gate: Gate;
  readonly pace: Pace;
  readonly saved: SavedUploads;
  readonly run: MultipartRun;
  readonly scope: CancelScope;
  readonly file: MultipartFile;
  readonly upload: SavedUpload;
  /** The parts that are known to be those of this file, with their checksums. */
  readonly trusted: Map<number, Crc64>;
}

/** How often COS may lack parts that it had confirmed. */
const MAX_ROUNDS = 3;

/**
 * Sends what COS lacks of an upload, and completes it.
 *
 * @param firstParts the signatures of the first parts of a new upload; undefined for one that continues
 * @throws {UploadError}
 */
export async function transferInParts(
  transfer: Transfer,
  firstParts: readonly SignedPart[] | undefined,
): Promise<UploadResult> {
  const { host, run, scope, upload } = transfer;
  let inFlight = 0;
  const attempts = createAttempts(host, run, scope, () => inFlight > 0);
  const onFlight = (change: 1 | -1) => {
    inFlight += change;
  };

  if (!upload.isCompleting) allowCancel(run);
  else {
    const result = await complete(transfer, attempts, true);
    if (result !== undefined && (await isWholeFile(transfer))) return result;
    if (result !== undefined) throw new UploadError("upload_refused", "the object is another file", GONE);
  }
  let listed: ListedUpload | undefined = firstParts && { held: new Set(), signedParts: firstParts };
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    listed ??= await list(transfer, attempts);
    await sendMissing(transfer, attempts, listed, onFlight);
    await checkSize(transfer);
    const result = await complete(transfer, attempts, false);
    if (result !== undefined) return result;
    listed = undefined;
  }
  throw new UploadError("upload_refused", `COS lost parts ${MAX_ROUNDS} times after it had confirmed them`);
}

/** The details of an error after which the upload cannot be continued. */
const GONE = { remoteCode: "NoSuchUpload" };

async function list({ host, run, scope, upload }: Transfer, attempts: Attempts): Promise<ListedUpload> {
  return attempts.repeat("sign", () => {
    run.showState({ name: "resuming" });
    return listParts(host, scope, upload);
  });
}

async function sendMissing(
  transfer: Transfer,
  attempts: Attempts,
  { held, signedParts }: ListedUpload,
  onFlight: PartsContext["onFlight"],
): Promise<void> {
  const { host, run, scope, file, upload, saved, trusted } = transfer;
  const { checksums } = upload;
  const numbers = Array.from({ length: upload.partCount }, (_, index) => index + 1);
  const isSigned = (partNumber: number) => signedParts.some((part) => part.partNumber === partNumber);
  // Those that are signed already come first, so the first part does not wait for a signature.
  const unsent = numbers
    .filter((partNumber) => !held.has(partNumber) || !checksums.has(partNumber))
    .sort((left, right) => Number(isSigned(right)) - Number(isSigned(left)) || left - right);
  for (const partNumber of unsent) checksums.delete(partNumber);
  const unknown = numbers.filter((partNumber) => {
    const checksum = checksums.get(partNumber);
    return checksum !== undefined && !isSame(checksum, trusted.get(partNumber));
  });

  const showProgress = () => {
    const progress = { totalBytesSent: sentBytesOf(upload), totalBytesExpectedToSend: file.size };
    run.showState({ name: "uploading", attempt: attempts.current(), progress });
  };
  const sign = (partNumbers: readonly number[], md5s?: readonly string[]) =>
    attempts.repeat("sign", () => signParts(host, scope, upload, partNumbers, md5s));
  const context: PartsContext = {
    ...transfer,
    attempts,
    unsent,
    signatures: createSignatures(host, signedParts, () => unsent, sign),
    signWithMd5: (partNumber, md5) => sign([partNumber], [md5]),
    onFlight(change) {
      onFlight(change);
      if (change > 0) showProgress();
    },
    async saveChecksum(partNumber, checksum) {
      if (checksum === undefined) checksums.delete(partNumber);
      else {
        checksums.set(partNumber, checksum);
        trusted.set(partNumber, checksum);
      }
      showProgress();
      await saved.save(upload);
    },
  };
  const checking = checkParts(transfer, unknown, (partNumber, checksum) => {
    if (isSame(checksum, checksums.get(partNumber))) trusted.set(partNumber, checksum);
    else unsent.push(partNumber);
  });
  showProgress();
  await Promise.all([sendParts(context), checking]);
  // Parts that differ may have been found when all others had been sent.
  await sendParts(context);
}

/** COS has not stored the object, so the upload can be cancelled again, and is if that was requested meanwhile. */
export function allowCancel(run: MultipartRun): void {
  run.isCommitted = false;
  if (run.isCancelRequested) run.fail(new UploadError("cancelled"));
}

/** Whether an object that was completed in an earlier life is this file. */
async function isWholeFile(transfer: Transfer): Promise<boolean> {
  const { checksums } = transfer.upload;
  let isWhole = true;
  await checkParts(transfer, [...checksums.keys()], (partNumber, checksum) => {
    isWhole = isWhole && isSame(checksum, checksums.get(partNumber));
  });
  return isWhole;
}

function isSame({ high, low }: Crc64, other: Crc64 | undefined): boolean {
  return high === other?.high && low === other.low;
}

/** A file that has become shorter reads as zeros on some phones. @throws {UploadError} `file_changed` */
async function checkSize({ host, scope, file: { filePath, size } }: Transfer): Promise<void> {
  const { size: now } = await host.platform.getFileInfo(scope, { filePath });
  if (now !== size) throw new UploadError("file_changed", `${now} bytes, not ${size}`);
}

/**
 * Completes the upload. Undefined if COS lacks parts. From here on, the result is what COS reports, unless it lacks parts.
 *
 * @param mayBeStored whether an earlier life may have completed it
 */
async function complete(
  transfer: Transfer,
  attempts: Attempts,
  mayBeStored: boolean,
): Promise<UploadResult | undefined> {
  const { host, run, scope, upload, saved } = transfer;
  run.isCommitted = true;
  upload.isCompleting = true;
  await saved.save(upload);
  const isTooEarly = run.isCancelRequested && !mayBeStored;
  const stored = isTooEarly ? undefined : await completeUpload(host, run, scope, upload, attempts);
  if (stored !== undefined) {
    const { objectUrl, objectKey, contentType, bytes } = upload;
    const object = { objectUrl, objectKey, contentType, bytes, ...stored };
    return { ...object, method: "multipart", requestId: undefined, confirmed: true };
  }
  upload.isCompleting = false;
  allowCancel(run);
  return undefined;
}
