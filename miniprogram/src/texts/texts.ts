import type { PickRefusal, UploadMethod } from "../pages/index/upload-state";
import type { UploadErrorCode } from "../uploader/index";

/** Codes of the signing server and of COS that a person can do something about. */
export type KnownRemoteCode =
  | "unsupported_extension"
  | "file_too_large"
  | "EntityTooLarge"
  | "AccessDenied"
  | "SignatureDoesNotMatch"
  | "BadDigest";

/** Everything the mini program says, in one language. */
export interface Texts {
  /** Of the navigation bar. */
  readonly title: string;
  readonly heading: string;
  readonly methodLabel: string;
  readonly methodNames: Readonly<Record<UploadMethod, string>>;
  readonly methodHints: Readonly<Record<UploadMethod, string>>;
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly pick: string;
  readonly picking: string;
  readonly image: string;
  readonly video: string;
  readonly waiting: string;
  readonly preparing: string;
  readonly uploading: string;
  readonly succeeded: string;
  readonly failed: string;
  readonly cancelled: string;
  readonly cancel: string;
  readonly retry: string;
  readonly remove: string;
  readonly copyLink: string;
  readonly linkCopied: string;
  readonly copyFailed: string;
  /** Where the request id follows. */
  readonly requestId: string;
  summary(succeeded: number, total: number, failed: number): string;
  /** What a screen reader says of a button: "Cancel, photo 2". */
  about(action: string, kind: string, position: number): string;
  readonly refusals: Readonly<Record<PickRefusal, string>>;
  /** What went wrong and what to do about it. */
  readonly failures: Readonly<Record<UploadErrorCode, string>>;
  /** Told instead of the sentence for the code, where the other side was more exact. */
  readonly remoteFailures: Readonly<Record<KnownRemoteCode, string>>;
}
