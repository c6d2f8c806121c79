import type { UploadErrorCode } from "../../../uploader/index";
import type { FileType, PhaseName } from "../list/state";
import type { PickRefusal } from "../wechat/privacy";

/** Codes of the signing server and of COS that a person can do something about. */
export type KnownRemoteCode =
  | "unsupported_extension"
  | "file_too_large"
  | "EntityTooLarge"
  | "login_refused"
  | "login_too_frequent"
  | "AccessDenied"
  | "SignatureDoesNotMatch"
  | "BadDigest";

/** What the buttons of a tile and of a failure do. */
export type ActionName = "cancel" | "remove" | "retry" | "upload" | "preview" | "copyRequestId";

/**
 * Everything the component says, in one language. All are plain strings, so that a page can replace any of them;
 * `{names}` in braces are filled in.
 */
export interface UploaderTexts {
  readonly add: string;
  readonly adding: string;
  readonly kinds: Readonly<Record<FileType, string>>;
  /** `{kind}` and its `{position}` in the list: what a file without a name of its own is called. */
  readonly fileName: string;
  /** What the add tile takes, by `mediaType` and `source`. */
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
  readonly actions: Readonly<Record<ActionName, string>>;
  /** What a screen reader says of a button: `{action}`, `{file}`. */
  readonly actionOn: string;
  /** What it says when a file has a new state: `{file}`, `{state}`. */
  readonly announcement: string;
  /** One more in a list: `{first}` is all before, `{second}` the next. */
  readonly pair: string;
  /** After the first few of a list, `{names}`: how many `{more}` there are. */
  readonly andMore: string;
  /** For files that failed alike. */
  readonly retryAll: string;
  /** `{done}` of `{total}`. */
  readonly summary: string;
  /** With `{failed}`. */
  readonly summaryWithFailed: string;
  /** Below the tiles while files wait: that nobody has to do anything. */
  readonly waiting: { readonly network: string; readonly wifi: string };
  readonly requestId: string;
  /** Where WeChat would not copy it, as with a mini program that has not declared the clipboard. */
  readonly copyFailed: string;
  /** Where photos and chat files can both be picked: a choice of two. */
  readonly sources: { readonly media: string; readonly messageFile: string };
  readonly consent: {
    readonly title: string;
    readonly text: string;
    /** `{contract}` is WeChat's name of the notice. */
    readonly read: string;
    readonly agree: string;
    readonly decline: string;
  };
  readonly refusals: Readonly<Record<PickRefusal, string>>;
  /** The button beside the sentence. Nothing can be done here about what was not declared, or about a picker that does not exist. */
  readonly refusalActions: Readonly<Record<Exclude<PickRefusal, "privacy_undeclared" | "picker_unavailable">, string>>;
  readonly mobileData: {
    readonly title: string;
    /** `{size}` in all. */
    readonly text: string;
    /** At most 4 characters: WeChat's limit. */
    readonly confirm: string;
    /** Likewise. */
    readonly wait: string;
  };
  /** What went wrong and what to do about it. */
  readonly failures: Readonly<Record<UploadErrorCode, string>>;
  /** Instead of `sign_refused` and `upload_refused` where the answer was 429 or 500 and above: no refusal of this upload. */
  readonly unavailable: { readonly server: string; readonly storage: string };
  /** Instead of `failures.file_too_large` where the limit of `{size}` is known. */
  readonly tooLarge: string;
  /** Told instead of the sentence for the code, where the other side was more exact. */
  readonly remoteFailures: Readonly<Record<KnownRemoteCode, string>>;
}

/** Texts to be said instead: any part of them. */
export type TextChanges<Part = UploaderTexts> = {
  readonly [Name in keyof Part]?: Part[Name] extends string ? string : TextChanges<Part[Name]>;
};
