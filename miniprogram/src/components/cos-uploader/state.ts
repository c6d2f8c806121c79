import type { UploadState } from "../../uploader/index";

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

/** Why nothing was picked though somebody tried. */
export type PickRefusal =
  /** The privacy notice was not agreed to. */
  | "privacy_refused"
  /** The mini program's developer has not declared what it collects. */
  | "privacy_undeclared"
  /** This mini program may not use the album or camera: WeChat's settings. */
  | "permission_denied"
  /** WeChat may not use the album or camera: the phone's settings. */
  | "system_permission_denied"
  /** This platform has no picker for what is to be picked: chat files in WeCom or a plugin, for one. */
  | "picker_unavailable"
  | "picker_failed";

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
