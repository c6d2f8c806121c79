import type { UploadError, UploadState } from "../../../uploader/index";
import type { PickRefusal } from "../wechat/privacy";

export type FileType = "image" | "video" | "file";

/** A file as it was picked, or one that the page said was uploaded before. */
export interface PickedFile {
  /** Where it is on this phone; the URL of one that was uploaded before. */
  readonly path: string;
  /** Empty if only WeChat's temporary name is known, which says nothing. */
  readonly name: string;
  readonly type: FileType;
  /** 0 if the page did not say. */
  readonly bytes: number;
  /** An image to show for it. HEIC photos and some videos have none that can be shown. */
  readonly thumbnailPath: string | undefined;
}

/** Where one file stands: what the uploader says of it, and what is before and beside the uploader. */
export type ItemPhase =
  | UploadState
  /** Picked, and waits for `upload()`, as `autoUpload` is off. */
  | { readonly name: "ready" }
  /** Large, on mobile data: its owner is being asked. */
  | { readonly name: "confirming" }
  /** Its owner said to wait. Goes on by itself on Wi-Fi. */
  | { readonly name: "waiting_for_wifi" }
  /** Was uploaded before: the page gave it in `files`. */
  | { readonly name: "kept" };

export type PhaseName = ItemPhase["name"];

export interface Item {
  /** Unique within the component. */
  readonly id: number;
  readonly file: PickedFile;
  readonly phase: ItemPhase;
}

export type PickerState =
  | { readonly name: "closed" }
  /** WeChat is being asked, or its picker is open. */
  | { readonly name: "open" }
  /** The consent sheet is open. `contractName` is what WeChat calls the privacy notice. */
  | { readonly name: "asking_consent"; readonly contractName: string }
  | { readonly name: "refused"; readonly why: PickRefusal };

/** Everything the component can be. */
export interface ListState {
  readonly picker: PickerState;
  readonly items: readonly Item[];
  readonly nextId: number;
}

/** A file that the page gives in `files`: one of the component's own by its id, or one that was uploaded before. */
export interface GivenFile {
  readonly id: number | undefined;
  readonly file: PickedFile;
}

export type ListEvent =
  | { readonly name: "filesGiven"; readonly files: readonly GivenFile[] }
  | { readonly name: "pickerOpened" }
  | { readonly name: "consentNeeded"; readonly contractName: string }
  | { readonly name: "pickerClosed" }
  | { readonly name: "pickerRefused"; readonly why: PickRefusal }
  | { readonly name: "filesPicked"; readonly files: readonly PickedFile[] }
  /** By a picker that had been given up, as another one was opened since. */
  | { readonly name: "filesPickedLate"; readonly files: readonly PickedFile[] }
  | { readonly name: "moved"; readonly id: number; readonly phase: ItemPhase }
  | { readonly name: "removed"; readonly id: number }
  | { readonly name: "thumbnailBroken"; readonly id: number };

export const INITIAL_STATE: ListState = { picker: { name: "closed" }, items: [], nextId: 1 };

/** Whether the file is with the uploader and not over: it can be cancelled. */
export function isUnderWay({ name }: ItemPhase): boolean {
  return UNDER_WAY.includes(name);
}

/** Whether the component has nothing more to do for the file by itself. */
export function isSettled(phase: ItemPhase): boolean {
  return !isUnderWay(phase) && phase.name !== "confirming" && phase.name !== "waiting_for_wifi";
}

/** How much of it has been sent, in whole percent; undefined where nobody knows. */
export function percentOf(phase: ItemPhase): number | undefined {
  if (phase.name !== "uploading" || phase.progress === undefined || phase.progress.totalBytesExpectedToSend === 0)
    return undefined;
  const { totalBytesSent, totalBytesExpectedToSend } = phase.progress;
  return Math.floor(100 * Math.min(1, Math.max(0, totalBytesSent / totalBytesExpectedToSend)));
}

const UNDER_WAY: readonly ItemPhase["name"][] = [
  "queued",
  "checking",
  "compressing",
  "waiting_for_network",
  "waiting_for_foreground",
  "signing",
  "uploading",
  "retrying",
];

/** The file itself is at fault, or the phone: the same again would fail again. What the codes mean: UploadErrorCode. */
const LASTING_CODES: readonly string[] = [
  "missing_extension",
  "unsupported_type",
  "type_mismatch",
  "empty_file",
  "file_too_large",
  "file_not_found",
  "file_unreadable",
  "digest_unavailable",
  "unexpected",
];
const LASTING_REMOTE_CODES: readonly string[] = [
  "unsupported_extension",
  "file_too_large",
  "EntityTooLarge",
  "login_refused",
];

/** What a person may do is more than what a program should: a refusal may end when somebody mends the server. */
export function canRetry({ code, remoteCode = "" }: Pick<UploadError, "code" | "remoteCode">): boolean {
  return !LASTING_CODES.includes(code) && !LASTING_REMOTE_CODES.includes(remoteCode);
}
