import type { FailureReason } from "../common/failure";
import type { FileKind } from "./state/state";

/** All texts of the page "my uploads" in one language. */
export interface UploadsTexts {
  /** The navigation bar's title, and the link on the upload page. */
  readonly title: string;
  readonly heading: string;
  readonly intro: string;
  readonly loading: string;
  readonly today: string;
  readonly yesterday: string;
  /** A day of this year: `{month}`, `{day}`, `{weekday}`. */
  readonly dayThisYear: string;
  /** A day of another year: `{year}`, `{month}`, `{day}`. */
  readonly dayOfYear: string;
  /** From January. */
  readonly months: readonly string[];
  /** From Sunday. */
  readonly weekdays: readonly string[];
  readonly kinds: Readonly<Record<FileKind, string>>;
  /** A file's description for screen readers: `{kind}`, `{time}`, `{size}`. */
  readonly file: string;
  /** The same while files are selected: `{file}`. */
  readonly fileSelected: string;
  readonly fileNotSelected: string;
  /** The same of a file that was not deleted: `{file}`, `{reason}`. */
  readonly fileNotDeleted: string;
  readonly more: string;
  readonly end: string;
  readonly retry: string;
  readonly empty: { readonly title: string; readonly text: string; readonly action: string };
  readonly failureTitle: string;
  readonly failures: Readonly<Record<FailureReason, string>>;
  readonly select: string;
  readonly cancel: string;
  readonly selectHint: string;
  /** `{count}` files are selected. */
  readonly selected: string;
  readonly actions: { readonly copy: string; readonly save: string; readonly delete: string };
  readonly gone: string;
  /** A file of this `{extension}` cannot be opened. */
  readonly cannotOpen: string;
  readonly openFailed: string;
  readonly opening: string;
  /** `{done}` of `{total}` */
  readonly saving: string;
  /** `{count}` files. */
  readonly saved: string;
  /** `{saved}` and `{failed}` files. */
  readonly savedSome: string;
  readonly nothingToSave: string;
  readonly album: {
    readonly title: string;
    readonly text: string;
    /** At most 4 characters: WeChat's limit. */
    readonly confirm: string;
    /** At most 4 characters: WeChat's limit. */
    readonly cancel: string;
  };
  readonly deletion: {
    readonly titleOfOne: string;
    /** `{count}` files, more than one. */
    readonly titleOfMany: string;
    readonly text: string;
    /** At most 4 characters: WeChat's limit. */
    readonly confirm: string;
    /** At most 4 characters: WeChat's limit. */
    readonly cancel: string;
    /** `{count}` files were deleted. */
    readonly done: string;
    /** `{count}` files were not deleted: `{reason}`. */
    readonly failed: string;
  };
}
