import type { UnfinishedUpload, UploadError, UploadState } from "../../../uploader/index";
import type { PickRefusal } from "../wechat/privacy";

export type FileType = "image" | "video" | "file";

/** A picked file, or one that was uploaded before and that the page set in `files`. */
export interface PickedFile {
  /** Its path on this phone, or the URL of a file that was uploaded before. */
  readonly path: string;
  /** Empty if only WeChat's temporary name is known, which is meaningless to users. */
  readonly name: string;
  /** Of its type, if it differs from that of the name and the path. */
  readonly extension?: string;
  readonly type: FileType;
  /** 0 if unknown. */
  readonly bytes: number;
  /** An image that represents it. HEIC photos and some videos have none that can be displayed. */
  readonly thumbnailPath: string | undefined;
}

/** The phase of one file: the uploader's states, and those before and besides an upload. */
export type ItemPhase =
  | UploadState
  /** The page rejected the file when it prepared it. `sentence` is the page's text for the user; empty if it has none. */
  | { readonly name: "failed"; readonly error: UploadError; readonly sentence: string }
  /** The page prepares the file, or the file waits for its turn. */
  | { readonly name: "preparing" }
  /** Picked. It waits for `upload()`, because `autoUpload` is off. */
  | { readonly name: "ready" }
  /** Large, and the phone is on mobile data: the user has to confirm it. */
  | { readonly name: "confirming" }
  /** The user chose to wait. It starts by itself on Wi-Fi. */
  | { readonly name: "waiting_for_wifi" }
  /** Uploaded before: the page set it in `files`. */
  | { readonly name: "kept" };

export type PhaseName = ItemPhase["name"];

export interface Item {
  /** Unique within the component. */
  readonly id: number;
  readonly file: PickedFile;
  readonly phase: ItemPhase;
  /** Whether `file` is the one that the page prepared. */
  readonly isPrepared?: boolean;
  /** Whether it has a button that removes it, if the page decides that for this file. */
  readonly removeBtn?: boolean;
}

export type PickerState =
  | { readonly name: "closed" }
  /** A call to WeChat is pending, or its picker is open. */
  | { readonly name: "open" }
  /** The consent sheet is open. `contractName` is WeChat's name for the privacy notice. */
  | { readonly name: "asking_consent"; readonly contractName: string }
  /** `sentence` is the page's text for the user, if it rejected the files. */
  | { readonly name: "refused"; readonly reason: PickRefusal; readonly sentence?: string };

/** The whole state of the component. */
export interface ListState {
  readonly picker: PickerState;
  readonly items: readonly Item[];
  readonly nextId: number;
  /** Uploads of an earlier life of the mini program, which the user can continue. Newest first. */
  readonly unfinished: readonly UnfinishedUpload[];
}

/** A file that the page sets in `files`: one of the component's own, identified by its id, or one that was uploaded before. */
export interface GivenFile {
  readonly id: number | undefined;
  readonly file: PickedFile;
  readonly removeBtn?: boolean;
}

export type ListEvent =
  | { readonly name: "filesGiven"; readonly files: readonly GivenFile[] }
  | { readonly name: "pickerOpened" }
  | { readonly name: "consentNeeded"; readonly contractName: string }
  | { readonly name: "pickerClosed" }
  | { readonly name: "pickerRefused"; readonly reason: PickRefusal; readonly sentence?: string }
  | { readonly name: "filesPicked"; readonly files: readonly PickedFile[] }
  /** By an earlier picker, after another one was opened. */
  | { readonly name: "filesPickedLate"; readonly files: readonly PickedFile[] }
  | { readonly name: "phaseChanged"; readonly id: number; readonly phase: ItemPhase }
  | { readonly name: "filePrepared"; readonly id: number; readonly file: PickedFile }
  | { readonly name: "moved"; readonly id: number; readonly index: number }
  | { readonly name: "removed"; readonly id: number }
  | { readonly name: "thumbnailBroken"; readonly id: number }
  | { readonly name: "unfinishedFound"; readonly uploads: readonly UnfinishedUpload[] }
  /** The user continues an unfinished upload whose file the phone still has. */
  | { readonly name: "unfinishedContinued"; readonly id: string; readonly file: PickedFile }
  | { readonly name: "unfinishedDiscarded"; readonly id: string };

export const INITIAL_STATE: ListState = { picker: { name: "closed" }, items: [], nextId: 1, unfinished: [] };

/** Whether the uploader or the page has the file, and it is not over. Such a file can be cancelled. */
export function isUnderWay({ name }: ItemPhase): boolean {
  return UNDER_WAY.includes(name);
}

/** Whether the component will do nothing more for the file by itself. */
export function isSettled(phase: ItemPhase): boolean {
  return !isUnderWay(phase) && phase.name !== "confirming" && phase.name !== "waiting_for_wifi";
}

/** How much of the file has been sent, in whole percent; undefined if unknown. */
export function percentOf(phase: ItemPhase): number | undefined {
  const isKnown = phase.name === "uploading" || phase.name === "paused";
  if (!isKnown || phase.progress === undefined || phase.progress.totalBytesExpectedToSend === 0) return undefined;
  const { totalBytesSent, totalBytesExpectedToSend } = phase.progress;
  return Math.floor(100 * Math.min(1, Math.max(0, totalBytesSent / totalBytesExpectedToSend)));
}

const UNDER_WAY: readonly ItemPhase["name"][] = [
  "preparing",
  "queued",
  "checking",
  "compressing",
  "waiting_for_network",
  "waiting_for_foreground",
  "signing",
  "uploading",
  "retrying",
  "paused",
  "resuming",
];

/** The file or the phone is the cause, so a retry would fail again. UploadErrorCode explains the codes. */
const LASTING_CODES: readonly string[] = [
  "missing_extension",
  "unsupported_type",
  "type_mismatch",
  "empty_file",
  "file_too_large",
  "file_not_found",
  "file_unreadable",
  "digest_unavailable",
  "upload_rejected",
  "unexpected",
];
/** Codes of the signing server and of COS after which a retry would fail again. */
export const LASTING_REMOTE_CODES: readonly string[] = [
  "unsupported_extension",
  "file_too_large",
  "EntityTooLarge",
  "login_refused",
];

/** Whether a user can retry after this error. Users may retry more than the library does, because a server may be fixed meanwhile. */
export function canRetry({ code, remoteCode = "" }: Pick<UploadError, "code" | "remoteCode">): boolean {
  return !LASTING_CODES.includes(code) && !LASTING_REMOTE_CODES.includes(remoteCode);
}
