import { closeScope, createCancelScope } from "../cancel-scope";
import type {
  MultipartFile,
  MultipartHost,
  MultipartRun,
  MultipartSender,
  UnfinishedUpload,
} from "../multipart-sender";
import { UploadError } from "../upload-error";
import type { UploadResult } from "../upload-result";
import { type Attempts, createAttempts } from "./attempts";
import type { Crc64 } from "./parts/crc64";
import { createGate } from "./parts/gate";
import { createPace } from "./parts/pace";
import { fingerprintOf } from "./saved/fingerprint";
import { createOwners } from "./saved/owner";
import { type SavedUpload, sentBytesOf } from "./saved/saved-upload";
import { createSavedUploads } from "./saved/saved-uploads";
import { abortUpload } from "./server/abort";
import { isGone, type StartedUpload } from "./server/multipart-calls";
import { startUpload } from "./server/start";
import { allowCancel, transferInParts } from "./transfer";

/** An upload on COS for a file. */
interface Found {
  readonly upload: SavedUpload;
  /** Of an upload that was started for this run. */
  readonly signedParts?: StartedUpload["signedParts"];
}

/**
 * Creates the multipart uploads of one uploader.
 *
 * @param ownerOption who the user is, if the token does not show it
 * @param warn prints a warning for developers
 */
export function createSender(
  host: MultipartHost,
  ownerOption: (() => string | undefined) | undefined,
  warn: (message: string) => void,
): MultipartSender {
  const { platform } = host;
  const serverUrl = withoutSlash(host.serverUrl);
  const pace = createPace();
  const gate = createGate(() => pace.partsAtOnce);
  const saved = createSavedUploads(platform, warn);
  const owners = createOwners(host, ownerOption);
  /** The parts that this uploader has sent or checked, by upload token and path. */
  const trustedParts = new Map<string, Map<number, Crc64>>();
  let isUnsupported = false;
  /** The bucket's host, as far as it is known. */
  let bucketHost: string | undefined;

  /** The saved uploads of this user, server and bucket that fit and that no task works on. */
  async function findOwn(
    fits: (upload: SavedUpload) => boolean,
    requestOwner: (uploads: readonly SavedUpload[]) => Promise<string>,
  ): Promise<SavedUpload[]> {
    const found = await saved.find(
      (upload) =>
        withoutSlash(upload.serverUrl) === serverUrl &&
        (bucketHost ?? upload.cosHost) === upload.cosHost &&
        platform.nowMs() < upload.resumableUntilMs &&
        fits(upload),
    );
    if (found.length === 0) return [];
    const owner = await requestOwner(found);
    return found.filter((upload) => upload.owner === owner);
  }

  async function findOrStart(
    run: MultipartRun,
    file: MultipartFile,
    fingerprint: string,
    attempts: Attempts,
  ): Promise<Found | undefined> {
    const own = await findOwn(
      (upload) => upload.fingerprint === fingerprint && upload.ext === file.ext,
      (uploads) => attempts.repeat("sign", () => owners.request(run, uploads)),
    );
    const upload = own.find(saved.claim);
    return upload ? { upload } : start(run, file, fingerprint, attempts);
  }

  async function start(
    run: MultipartRun,
    file: MultipartFile,
    fingerprint: string,
    attempts: Attempts,
  ): Promise<Found | undefined> {
    allowCancel(run);
    const started = await startUpload(host, run, file, fingerprint, attempts, owners.ownerOf);
    if (started === undefined) {
      isUnsupported = true;
      return undefined;
    }
    bucketHost = started.upload.cosHost;
    saved.claim(started.upload);
    return started;
  }

  function trustedOf({ uploadToken }: SavedUpload, { filePath }: MultipartFile): Map<number, Crc64> {
    const key = `${filePath} ${uploadToken}`;
    const trusted = trustedParts.get(key) ?? new Map<number, Crc64>();
    trustedParts.set(key, trusted);
    return trusted;
  }

  async function forget(upload: SavedUpload): Promise<void> {
    for (const key of trustedParts.keys()) if (key.endsWith(` ${upload.uploadToken}`)) trustedParts.delete(key);
    await saved.forget(upload);
  }

  /** Sends the file by one upload on COS. The upload is released at the end of the run. */
  async function sendBy({ upload, signedParts }: Found, run: MultipartRun, file: MultipartFile): Promise<UploadResult> {
    const scope = createCancelScope();
    const close = () => {
      closeScope(scope);
      saved.release(upload);
    };
    run.cleanUps.add(close);
    run.abandon = () => {
      void forget(upload);
      abortUpload(host, upload).catch(() => {});
    };
    try {
      if (signedParts) await saved.save(upload);
      const trusted = trustedOf(upload, file);
      const result = await transferInParts({ host, gate, pace, saved, run, scope, file, upload, trusted }, signedParts);
      await forget(upload);
      return result;
    } catch (error) {
      if (error instanceof UploadError && isOver(error)) await forget(upload);
      throw error;
    } finally {
      run.cleanUps.delete(close);
      close();
    }
  }

  async function send(run: MultipartRun, file: MultipartFile): Promise<UploadResult | undefined> {
    if (isUnsupported) return undefined;
    const attempts = createAttempts(host, run, run, () => false);
    const unwatch = platform.watchPressure?.(() => pace.slowDown());
    if (unwatch) run.cleanUps.add(unwatch);
    const fingerprint = await fingerprintOf(platform, run, file);
    const found = await findOrStart(run, file, fingerprint, attempts);
    if (found === undefined) return undefined;
    try {
      return await sendBy(found, run, file);
    } catch (error) {
      if (!(error instanceof UploadError && isGone(error))) throw error;
      // Somebody else has logged in. The file must not become theirs.
      if (owners.ownerOf(await host.token(run)) !== found.upload.owner) throw error;
      const another = await start(run, file, fingerprint, attempts);
      return another && sendBy(another, run, file);
    }
  }

  return {
    send,
    async unfinished() {
      const scope = createCancelScope();
      const own = await findOwn(
        () => true,
        (uploads) => owners.request(scope, uploads),
      );
      return Promise.all(
        own.map(async (upload): Promise<UnfinishedUpload> => {
          const { objectKey: id, filePath, ext: extension, bytes, startedAtMs } = upload;
          const isFileThere = await platform.getFileInfo(scope, { filePath }).then(
            ({ size }) => size === bytes,
            () => false,
          );
          return { id, filePath, extension, bytes, sentBytes: sentBytesOf(upload), startedAtMs, isFileThere };
        }),
      );
    },
    async discard({ id }) {
      const scope = createCancelScope();
      const own = await findOwn(
        ({ objectKey }) => objectKey === id,
        (uploads) => owners.request(scope, uploads),
      );
      const upload = own.find(saved.claim);
      if (upload === undefined) return;
      try {
        await abortUpload(host, upload);
        await forget(upload);
      } finally {
        saved.release(upload);
      }
    },
  };
}

const withoutSlash = (url: string) => url.replace(/\/+$/, "");

/** Whether a failure means that the upload cannot succeed any more. COS deletes an object with another checksum. */
function isOver(error: UploadError): boolean {
  return isGone(error) || error.remoteCode === "checksum_mismatch";
}
