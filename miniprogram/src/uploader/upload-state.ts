import type { UploadProgress } from "./platform";
import type { UploadError } from "./upload-error";
import type { UploadResult } from "./upload-result";

/**
 * The state of one upload. `attempt` counts from 1.
 *
 * `queued → checking (→ compressing) → queued → signing → uploading → done`, and each of the last three may follow a wait or a retry. In a
 * multipart upload that continues, `resuming` takes the place of `signing`. `paused` may follow each state that is not over, and `queued` follows it.
 *
 * @example
 * task.on("change", (state) => {
 *   if (state.name === "failed") console.warn(state.error.code);
 * });
 */
export type UploadState =
  /** Waiting for its turn: first to be checked, then to be sent, when fewer than `concurrency` files are being sent. */
  | { readonly name: "queued" }
  /** The library reads the size and the first bytes, and validates them against `accept` and `maxBytes`. No request is sent yet. */
  | { readonly name: "checking" }
  | { readonly name: "compressing" }
  /** The phone is offline. The upload continues by itself when the network is back. */
  | { readonly name: "waiting_for_network" }
  /** The mini program is in the background, where WeChat allows no requests. The upload continues by itself in the foreground. */
  | { readonly name: "waiting_for_foreground" }
  | { readonly name: "signing"; readonly attempt: number }
  /** The upload continues one that was interrupted: the library requests the list of the parts that COS holds. */
  | { readonly name: "resuming" }
  /**
   * `progress` is undefined while WeChat reports none: throughout a PUT, and before a form's first report. In a multipart upload it counts the
   * bytes of the parts that COS confirmed. The state stays while the upload is confirmed.
   */
  | { readonly name: "uploading"; readonly attempt: number; readonly progress: UploadProgress | undefined }
  /** The previous attempt failed with `error`. Attempt number `attempt` starts in `delayMs` milliseconds. */
  | {
      readonly name: "retrying";
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: UploadError;
    }
  /** `pause()` was called. `progress` is the last that was reported. A form or a PUT starts from its first byte after `resume()`. */
  | { readonly name: "paused"; readonly progress: UploadProgress | undefined }
  | { readonly name: "done"; readonly result: UploadResult }
  | { readonly name: "failed"; readonly error: UploadError }
  | { readonly name: "cancelled" };

/**
 * The state of an upload that is over. It changes only by `retry()`, after `failed` or `cancelled`, and by `retryConfirm()`, after `done`
 * without a confirmation.
 */
export type EndState = Extract<UploadState, { readonly name: "done" | "failed" | "cancelled" }>;

/**
 * Whether an upload is over: done, failed or cancelled.
 *
 * @example
 * const areAllOver = tasks.every(({ state }) => isOver(state));
 */
export function isOver(state: UploadState): state is EndState {
  return state.name === "done" || state.name === "failed" || state.name === "cancelled";
}
