import type { FileType } from "../components/cos-uploader/list/state";
import type { OfferedMethod, SwitchName } from "../pages/index/settings";
import type { PlayerTexts } from "../pages/player/texts";
import type { UploadsTexts } from "../pages/uploads/texts";
import type { UploadResult } from "../uploader/index";

/** All texts of the pages in one language. The component has its own. */
export interface Texts {
  /** The navigation bar's title. */
  readonly title: string;
  readonly heading: string;
  readonly intro: string;
  readonly settingsTitle: string;
  readonly methodLabel: string;
  readonly methods: Readonly<Record<OfferedMethod, { readonly label: string; readonly hint: string }>>;
  readonly switches: Readonly<Record<SwitchName, { readonly label: string; readonly hint: string }>>;
  readonly filesTitle: string;
  readonly cancelAll: string;
  readonly resultsTitle: string;
  /** The name of a file that has none of its own: `{kind}` and `{position}`. */
  readonly fileName: string;
  readonly kinds: Readonly<Record<FileType, string>>;
  readonly methodNames: Readonly<Record<UploadResult["method"], string>>;
  readonly copyLink: string;
  readonly copyAll: string;
  /** A button's description for screen readers: `{action}`, `{file}`. */
  readonly actionOn: string;
  /** The copied link works for `{minutes}`. */
  readonly linkCopied: string;
  /** `{count}` links were copied. They work for `{minutes}`. */
  readonly linksCopied: string;
  readonly copyFailed: string;
  /** Shown instead of a copied link if the server signs no links. */
  readonly linkNotOffered: string;
  readonly uploads: UploadsTexts;
  readonly player: PlayerTexts;
}
