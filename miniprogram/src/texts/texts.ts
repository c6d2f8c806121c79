import type { FileType } from "../components/cos-uploader/list/state";
import type { SwitchName } from "../pages/index/settings";
import type { UploadMethod } from "../uploader/index";

/** What the page says, in one language; the component has texts of its own. */
export interface Texts {
  /** Of the navigation bar. */
  readonly title: string;
  readonly heading: string;
  readonly intro: string;
  readonly settingsTitle: string;
  readonly methodLabel: string;
  readonly methods: Readonly<Record<UploadMethod, { readonly label: string; readonly hint: string }>>;
  readonly switches: Readonly<Record<SwitchName, { readonly label: string; readonly hint: string }>>;
  readonly filesTitle: string;
  readonly cancelAll: string;
  readonly resultsTitle: string;
  /** `{kind}` and its `{position}`. */
  readonly fileName: string;
  readonly kinds: Readonly<Record<FileType, string>>;
  readonly methodNames: Readonly<Record<"put" | "post", string>>;
  readonly copyLink: string;
  readonly copyAll: string;
  /** What a screen reader says of a button: `{action}`, `{file}`. */
  readonly actionOn: string;
  readonly linkCopied: string;
  /** `{count}` of them. */
  readonly linksCopied: string;
  readonly copyFailed: string;
}
