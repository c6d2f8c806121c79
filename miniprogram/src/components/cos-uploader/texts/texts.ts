import type { UploadErrorCode } from "../../../uploader/index";
import type { FileType, PhaseName } from "../list/state";
import type { PickRefusal } from "../wechat/privacy";

/** Codes of the signing server and of COS that have a sentence of their own, because a user can act on it. */
export type KnownRemoteCode =
  | "unsupported_extension"
  | "file_too_large"
  | "EntityTooLarge"
  | "login_refused"
  | "login_too_frequent"
  | "AccessDenied"
  | "SignatureDoesNotMatch"
  | "BadDigest"
  | "checksum_mismatch";

/** Refusals that a button can help with. */
export type ActionableRefusal = Exclude<PickRefusal, "privacy_undeclared" | "picker_unavailable" | "rejected_by_page">;

/** The actions of the buttons on a tile and in a failure notice. */
export type ActionName =
  | "cancel"
  | "remove"
  | "retry"
  | "upload"
  | "pause"
  | "resume"
  | "continue"
  | "discard"
  | "preview"
  | "copyRequestId"
  | "move"
  | "moveEarlier"
  | "moveLater"
  | "moveDone";

/**
 * All texts of the component in one language. They are plain strings, so a page can replace any of them. `{names}` in braces are filled
 * in.
 */
export interface UploaderTexts {
  readonly add: string;
  readonly adding: string;
  readonly kinds: Readonly<Record<FileType, string>>;
  /** The name of a file that has none of its own: `{kind}` and `{position}` in the list. */
  readonly fileName: string;
  /** What can be added, by `mediaType` and `source`. */
  readonly takes: {
    readonly image: string;
    readonly video: string;
    readonly imageAndVideo: string;
    readonly file: string;
    readonly any: string;
  };
  readonly limits: {
    /** `{max}` files. */
    readonly count: string;
    /** `{size}`, for every file. */
    readonly size: string;
    /** `{kind}` and its `{size}`, where types differ. */
    readonly sizeOf: string;
    /** `{extensions}` */
    readonly accept: string;
  };
  readonly phases: Readonly<Record<PhaseName, string>>;
  /** `{percent}` sent. */
  readonly percent: string;
  /** The same, of a paused file. */
  readonly pausedAt: string;
  readonly actions: Readonly<Record<ActionName, string>>;
  /** A button's description for screen readers: `{action}`, `{file}`. */
  readonly actionOn: string;
  /** The announcement of a file's new state for screen readers: `{file}`, `{state}`. */
  readonly announcement: string;
  /** Where a file is in the list: `{file}`, `{position}`, `{total}`. */
  readonly position: string;
  /** Joins a list: `{first}` is the list so far, `{second}` the next entry. */
  readonly pair: string;
  /** A list that is cut: the first few `{names}`, and how many `{more}` there are. */
  readonly andMore: string;
  /** The button for several files that failed alike. */
  readonly retryAll: string;
  /** `{done}` of `{total}` files are uploaded. */
  readonly summary: string;
  /** The same, with the number of `{failed}` files. */
  readonly summaryWithFailed: string;
  /** Shown below the tiles while files wait: the user need not do anything. */
  readonly waiting: { readonly network: string; readonly wifi: string };
  /** The offer to continue the uploads of an earlier visit. */
  readonly unfinished: {
    readonly one: string;
    /** `{count}` uploads, more than one. */
    readonly many: string;
    /** One of them: `{kind}`, `{size}`, and the `{date}` on which it began, as `2026-11-28`. */
    readonly upload: string;
    /** `{percent}` sent. */
    readonly sent: string;
    /** Shown if WeChat has removed its copy of the file. */
    readonly chooseAgain: string;
    /** The question before an upload is discarded. */
    readonly discard: {
      readonly title: string;
      readonly text: string;
      /** At most 4 characters: WeChat's limit. */
      readonly confirm: string;
      /** At most 4 characters: WeChat's limit. */
      readonly keep: string;
      readonly failed: string;
    };
  };
  readonly requestId: string;
  /** Shown if WeChat does not copy the request id, for example because the privacy notice does not declare the clipboard. */
  readonly copyFailed: string;
  /** The two choices if photos and chat files can both be picked. */
  readonly sources: { readonly media: string; readonly messageFile: string };
  readonly consent: {
    readonly title: string;
    readonly text: string;
    /** `{contract}` is WeChat's name for the privacy notice. */
    readonly read: string;
    readonly agree: string;
    readonly decline: string;
  };
  readonly refusals: Readonly<Record<PickRefusal, string>>;
  /** The button beside the sentence. Refusals that the user cannot fix here have none. */
  readonly refusalActions: Readonly<Record<ActionableRefusal, string>>;
  readonly mobileData: {
    readonly title: string;
    /** `{size}` in all. */
    readonly text: string;
    /** At most 4 characters: WeChat's limit. */
    readonly confirm: string;
    /** At most 4 characters: WeChat's limit. */
    readonly wait: string;
  };
  /** What went wrong and what to do about it. */
  readonly failures: Readonly<Record<UploadErrorCode, string>>;
  /** Shown instead of `sign_refused` and `upload_refused` if the status was 429 or at least 500: the server rejected no particular file. */
  readonly unavailable: { readonly server: string; readonly storage: string };
  /** Shown instead of `failures.file_too_large` if the limit of `{size}` is known. */
  readonly tooLarge: string;
  /** Shown instead of the sentence for the error code, because the server's code is more exact. */
  readonly remoteFailures: Readonly<Record<KnownRemoteCode, string>>;
}

/** Replacements for any of the texts. */
export type TextChanges<Part = UploaderTexts> = {
  readonly [Name in keyof Part]?: Part[Name] extends string ? string : TextChanges<Part[Name]>;
};
