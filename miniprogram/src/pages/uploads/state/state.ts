import type { FailureReason } from "../../common/failure";

/** How a file can be opened on a phone. */
export type FileKind = "image" | "video" | "document" | "other";

/** One of the user's uploads. */
export interface StoredFile {
  readonly key: string;
  readonly kind: FileKind;
  /** In lower case: `jpg`. */
  readonly extension: string;
  readonly bytes: number;
  readonly storedAtMs: number;
  readonly link: Link;
  /**
   * - `usual` its URL is from the list
   * - `failed` it was not shown, perhaps because its URL has ended. It waits for a new one
   * - `renewed` it has a new URL. If that fails too, it is broken
   * - `broken` it cannot be shown
   */
  readonly thumbnail: "usual" | "failed" | "renewed" | "broken";
  /** `running` while it is being deleted; otherwise why it could not be deleted. */
  readonly deletion?: "running" | FailureReason | undefined;
}

/** The signed URLs of a file. */
export interface Link {
  readonly url: string;
  /** Only for images. */
  readonly thumbnailUrl: string | undefined;
  /** When they end, in Unix milliseconds of the phone's clock. */
  readonly endsAtMs: number;
}

/** What a request is for: the first page, the first page again, or the next one. */
export type LoadKind = "first" | "refresh" | "more";

/** The state of the list's requests. `request` numbers them, so a late response is not mistaken for the current one. */
export type Load =
  | { readonly name: "idle" }
  | { readonly name: "loading"; readonly kind: LoadKind; readonly request: number }
  | { readonly name: "failed"; readonly kind: LoadKind; readonly reason: FailureReason };

/** Everything that the page shows. */
export interface UploadsState {
  /** Newest first. */
  readonly files: readonly StoredFile[];
  /** Gets the next page; undefined on the last one. */
  readonly cursor: string | undefined;
  /** Whether a first page has arrived. */
  readonly isLoaded: boolean;
  readonly load: Load;
  /** The keys that are selected; undefined while the user selects nothing. */
  readonly selected: ReadonlySet<string> | undefined;
  /** The key of the file that is being opened. */
  readonly opening: string | undefined;
  /** The keys that were deleted on this page. A list that was requested before can still have them. */
  readonly deleted: ReadonlySet<string>;
}

export const INITIAL_STATE: UploadsState = {
  files: [],
  cursor: undefined,
  isLoaded: false,
  load: { name: "idle" },
  selected: undefined,
  opening: undefined,
  deleted: new Set(),
};

/** The signed URLs of one key, from the list or signed again. */
export interface SignedKey {
  readonly cosKey: string;
  readonly url: string;
  readonly thumbnailUrl?: string | undefined;
}

/** One page of the list, with the time until which its URLs are valid. */
export interface LoadedPage {
  readonly uploads: readonly (SignedKey & {
    readonly bytes: number;
    readonly contentType: string;
    readonly storedAt: number;
  })[];
  readonly cursor?: string | undefined;
  readonly endsAtMs: number;
}

/** What can happen. Only these change the state. */
export type UploadsEvent =
  | { readonly name: "loadStarted"; readonly kind: LoadKind; readonly request: number }
  | { readonly name: "loaded"; readonly request: number; readonly page: LoadedPage }
  | { readonly name: "loadFailed"; readonly request: number; readonly reason: FailureReason }
  /** With or without a first file. */
  | { readonly name: "selectionStarted"; readonly key?: string }
  | { readonly name: "selectionEnded" }
  | { readonly name: "toggled"; readonly key: string }
  | { readonly name: "opening"; readonly key: string | undefined }
  | { readonly name: "linksRenewed"; readonly downloads: readonly SignedKey[]; readonly endsAtMs: number }
  /** The phone could not show a thumbnail from this URL. */
  | { readonly name: "thumbnailFailed"; readonly key: string; readonly url: string }
  /** There are no new URLs for thumbnails that failed. */
  | { readonly name: "renewalFailed"; readonly keys: readonly string[] }
  | { readonly name: "deletionStarted"; readonly keys: readonly string[] }
  | {
      readonly name: "deletionEnded";
      readonly deleted: readonly string[];
      readonly failed: readonly { readonly key: string; readonly reason: FailureReason }[];
    }
  /** The objects of these keys are no longer there. */
  | { readonly name: "gone"; readonly keys: readonly string[] };
