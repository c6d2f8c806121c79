import type { UploadProgress } from "./platform";
import type { UploadError } from "./upload-error";
import type { UploadResult } from "./uploader-options";

/**
 * Where one upload stands: everything it can be, to be shown as it is.
 *
 * `queued → checking (→ compressing) → queued → signing → uploading → done`, with a wait or a retry before any of the last steps.
 * `attempt` counts from 1.
 */
export type UploadState =
  /** Waits for its turn: before it is checked, and again, found fit, until fewer than `concurrency` files are on their way. */
  | { readonly name: "queued" }
  /** Its size and first bytes are read and held against `accept` and `maxBytes`. Nothing has been asked of a server. */
  | { readonly name: "checking" }
  | { readonly name: "compressing" }
  /** The phone is offline; goes on by itself when it is back. */
  | { readonly name: "waiting_for_network" }
  /** The mini program is in the background, where WeChat allows no request; goes on by itself when it is shown. */
  | { readonly name: "waiting_for_foreground" }
  | { readonly name: "signing"; readonly attempt: number }
  /** `progress` is undefined where WeChat tells none: with PUT always, with a form before its first report. */
  | { readonly name: "uploading"; readonly attempt: number; readonly progress: UploadProgress | undefined }
  /** `error` ended the attempt before; `attempt` begins in `delayMs` from the moment of this state. */
  | {
      readonly name: "retrying";
      readonly attempt: number;
      readonly delayMs: number;
      readonly error: UploadError;
    }
  | { readonly name: "done"; readonly result: UploadResult }
  | { readonly name: "failed"; readonly error: UploadError }
  | { readonly name: "cancelled" };

/** States that only `retry()` leads out of. */
export type EndState = Extract<UploadState, { readonly name: "done" | "failed" | "cancelled" }>;

/** Whether the upload is over: done, failed or cancelled. */
export function isOver(state: UploadState): state is EndState {
  return state.name === "done" || state.name === "failed" || state.name === "cancelled";
}
