import type { Failure } from "./failure";

export type UploadMethod = "put" | "post";

/** A photo or video as it was picked. */
export interface PickedFile {
  readonly filePath: string;
  readonly kind: "image" | "video";
  readonly bytes: number;
  /** An image to show for it. HEIC photos and some videos have none that can be shown. */
  readonly thumbnailPath: string | undefined;
}

/** Where one upload stands. */
export type UploadPhase =
  | { readonly name: "waiting" }
  | { readonly name: "preparing" }
  /** `percent` is undefined while nobody tells how much has been sent: with PUT, always. */
  | { readonly name: "uploading"; readonly percent: number | undefined }
  | { readonly name: "succeeded"; readonly objectUrl: string }
  | { readonly name: "failed"; readonly failure: Failure }
  | { readonly name: "cancelled" };

export interface UploadItem {
  readonly id: number;
  readonly file: PickedFile;
  readonly method: UploadMethod;
  /** Counts the starts. Reports of an earlier attempt are stale. */
  readonly attempt: number;
  readonly phase: UploadPhase;
}

/** Why there is nothing picked though somebody tried. */
export type PickRefusal = "privacy_refused" | "privacy_undeclared" | "permission_denied" | "picker_failed";

/** Everything the page can be. */
export interface UploadState {
  /** How the next uploads are sent. */
  readonly method: UploadMethod;
  readonly picker:
    | { readonly name: "closed" }
    | { readonly name: "open" }
    | { readonly name: "refused"; readonly why: PickRefusal };
  readonly items: readonly UploadItem[];
  readonly nextId: number;
}

/** What happens to one item. */
export type ItemEvent =
  | { readonly name: "started" }
  | { readonly name: "sending"; readonly attempt: number }
  | { readonly name: "progressed"; readonly attempt: number; readonly percent: number }
  | { readonly name: "succeeded"; readonly attempt: number; readonly objectUrl: string }
  | { readonly name: "failed"; readonly attempt: number; readonly failure: Failure }
  | { readonly name: "cancelled" }
  | { readonly name: "retried" }
  | { readonly name: "removed" }
  | { readonly name: "thumbnailBroken" };

export type UploadEvent =
  | { readonly name: "methodChosen"; readonly method: UploadMethod }
  | { readonly name: "pickerOpened" }
  | { readonly name: "pickerClosed" }
  | { readonly name: "pickerRefused"; readonly why: PickRefusal }
  | { readonly name: "filesPicked"; readonly files: readonly PickedFile[] }
  | { readonly name: "item"; readonly id: number; readonly event: ItemEvent };

export const INITIAL_STATE: UploadState = { method: "put", picker: { name: "closed" }, items: [], nextId: 1 };
