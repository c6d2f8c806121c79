import { closeScope, createCancelScope, type WaitUntil } from "./cancel-scope";
import type { PreparedFile } from "./prepare-file";
import { requestSignatures } from "./request-signatures";
import type { Signature } from "./signature";
import { UploadError } from "./upload-error";
import { type UploadRun, usableSignature } from "./upload-run";
import type { UploaderOptions } from "./uploader-options";

/** Most files in one request for signatures. */
const MAX_BATCH_FILES = 20;

/** How long the first file's signature waits for other files that are still being checked. */
const GATHERING_MS = 100;

/** Rejections with these statuses concern the person or the moment, so that every file of a batch would get the same. */
const STATUSES_OF_NO_FILE: readonly number[] = [401, 403, 408, 425, 429];

/** A run whose file is checked. */
type PreparedRun = UploadRun & { readonly prepared: PreparedFile };

/**
 * Gets signatures for files that need them at the same time by one request, and those of the files behind them too.
 *
 * @returns a function that gives a run's signature, and throws what {@link requestSignatures} does
 */
export function createSigner(
  options: UploaderOptions,
  runs: readonly UploadRun[],
  waitUntil: WaitUntil,
): (run: UploadRun) => Promise<Signature> {
  async function requestBatch(
    batch: readonly PreparedRun[],
    scope: ReturnType<typeof createCancelScope>,
  ): Promise<void> {
    const files = batch.map(({ prepared }) => prepared);
    try {
      const signatures = await requestSignatures(options, files, scope);
      for (const [index, run] of batch.entries()) {
        run.pendingRequest = undefined;
        run.signature = signatures[index];
      }
    } catch (cause) {
      for (const run of batch) run.pendingRequest = undefined;
      if (batch.length === 1 || !mayConcernOneFile(cause)) throw cause;
      for (const run of batch) if (!run.isClosed) startRequest([run]);
    }
  }

  function startRequest(batch: readonly PreparedRun[]): void {
    const scope = createCancelScope();
    const request = requestBatch(batch, scope);
    // Each run that awaits it gets the error; without one it must not be an unhandled rejection.
    request.catch(() => {});
    for (const run of batch) {
      run.pendingRequest = request;
      // The request is given up with the last run that it is for.
      run.cleanUps.add(() => batch.every(({ isClosed }) => isClosed) && closeScope(scope));
    }
  }

  return async function sign(run): Promise<Signature> {
    // Whether its bytes were stored can no longer be found out.
    run.signature = undefined;
    const isReady = () => run.pendingRequest !== undefined || runs.every(({ prepared }) => prepared);
    await Promise.race([options.platform.delay(run, GATHERING_MS), waitUntil(run, isReady)]);
    // A run whose bytes may be stored requests its own signature: another key would make another object.
    const joins = (other: UploadRun): other is PreparedRun =>
      !other.pendingRequest &&
      !other.signature?.mayBeStored &&
      !usableSignature(other) &&
      other.prepared !== undefined &&
      other.prepared.method === run.prepared?.method;
    // Unless it was part of a request that began meanwhile.
    if (!run.isClosed && joins(run)) startRequest(runs.filter(joins).slice(0, MAX_BATCH_FILES));
    // A run that is over by now goes on to calls that do nothing.
    await run.pendingRequest;
    return usableSignature(run) ?? sign(run);
  };
}

/** Whether a batch may have been rejected because of one of its files, so that the others may still be signed. */
function mayConcernOneFile(error: unknown): boolean {
  if (!(error instanceof UploadError) || error.code !== "sign_refused") return false;
  const { status = 0 } = error;
  return status >= 400 && status < 500 && !STATUSES_OF_NO_FILE.includes(status);
}
