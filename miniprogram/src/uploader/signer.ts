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

/** Rejections with these statuses apply to the user or the moment. Every file of a batch would be rejected in the same way. */
const STATUSES_OF_NO_FILE: readonly number[] = [401, 403, 408, 425, 429];

/** A run whose file is checked. */
type PreparedRun = UploadRun & { readonly prepared: PreparedFile };

/**
 * Requests signatures in batches: one request for all files that need one now, including files further back in the queue.
 *
 * @returns a function that resolves with a run's signature and rejects with the errors of {@link requestSignatures}
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
    // The runs that await it handle the error. If none does, it must not become an unhandled rejection.
    request.catch(() => {});
    for (const run of batch) {
      run.pendingRequest = request;
      // Abort the request once the last of its runs is over.
      run.cleanUps.add(() => batch.every(({ isClosed }) => isClosed) && closeScope(scope));
    }
  }

  return async function sign(run): Promise<Signature> {
    // An old signature is dropped here: COS can no longer report whether it stored the object.
    run.signature = undefined;
    const isReady = () => run.pendingRequest !== undefined || runs.every(({ prepared }) => prepared);
    await Promise.race([options.platform.delay(run, GATHERING_MS), waitUntil(run, isReady)]);
    // A run whose bytes may be stored is not signed along with others: another key would create another object.
    const joins = (other: UploadRun): other is PreparedRun =>
      !other.pendingRequest &&
      !other.signature?.mayBeStored &&
      !usableSignature(other) &&
      other.prepared !== undefined &&
      other.prepared.method === run.prepared?.method;
    // The run may have joined another request in the meantime.
    if (!run.isClosed && joins(run)) startRequest(runs.filter(joins).slice(0, MAX_BATCH_FILES));
    // If the run is over by now, the calls below do nothing.
    await run.pendingRequest;
    return usableSignature(run) ?? sign(run);
  };
}

/** Whether a batch may have been rejected because of one of its files. The others may then be signed separately. */
function mayConcernOneFile(error: unknown): boolean {
  if (!(error instanceof UploadError) || error.code !== "sign_refused") return false;
  const { status = 0 } = error;
  return status >= 400 && status < 500 && !STATUSES_OF_NO_FILE.includes(status);
}
