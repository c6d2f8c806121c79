import type { CancelScope } from "../cancel-scope";
import type { MultipartHost, MultipartRun } from "../multipart-sender";
import { UploadError, type UploadStage } from "../upload-error";

/** Repeats what fails in one upload, with growing delays. */
export interface Attempts {
  /** The number of the current attempt, from 1. */
  current(): number;
  /** Waits while no request can succeed. */
  ready(): Promise<void>;
  /** Something arrived, so the next failure is the first again. */
  reset(): void;
  /**
   * Waits before the next attempt.
   *
   * @param startedAtMs when the failed attempt started. Failures of requests that ran at the same time count once
   * @throws {UploadError} the failure, if it cannot be retried or if the attempts are used up
   */
  delayAfter(failure: UploadError, stage: UploadStage, startedAtMs: number): Promise<void>;
  /** Makes a request until there is a response that `request` does not reject. */
  repeat<Result>(stage: UploadStage, request: () => Promise<Result>): Promise<Result>;
}

/**
 * @param scope what the attempts are part of
 * @param isSending whether other requests of the upload are under way; then a failure is not shown
 */
export function createAttempts(
  host: MultipartHost,
  run: MultipartRun,
  scope: CancelScope,
  isSending: () => boolean,
): Attempts {
  const { platform } = host;
  let failures = 0;
  let lastFailureAtMs = Number.NEGATIVE_INFINITY;

  const ready = () => host.waitForObstacles(run, scope);

  async function delayAfter(failure: UploadError, stage: UploadStage, startedAtMs: number): Promise<void> {
    run.stage = stage;
    const isHindered = host.isHindered() && failure.retryable && failure.status === undefined;
    // Offline or in the background: wait, and do not count this attempt.
    if (isHindered) return;
    if (startedAtMs >= lastFailureAtMs) failures += 1;
    lastFailureAtMs = platform.nowMs();
    const delayMs = host.retryDelay(failure, failures);
    if (!isSending()) run.showState({ name: "retrying", attempt: failures + 1, delayMs, error: failure });
    await platform.delay(scope, delayMs);
  }

  return {
    current: () => failures + 1,
    ready,
    reset() {
      failures = 0;
    },
    delayAfter,
    async repeat(stage, request) {
      for (;;) {
        await ready();
        const startedAtMs = platform.nowMs();
        try {
          return await request();
        } catch (cause) {
          if (!(cause instanceof UploadError)) throw cause;
          await delayAfter(cause, stage, startedAtMs);
        }
      }
    },
  };
}
