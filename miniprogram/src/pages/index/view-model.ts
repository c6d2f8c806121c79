import type { UploadFile } from "../../components/cos-uploader/upload-file";
import type { Texts } from "../../texts/texts";
import { type ResultRow, resultRows } from "./result-row";
import { METHODS, type Settings, SWITCHES } from "./settings";

/** The data that the page's WXML renders, besides the component. */
export interface View {
  readonly texts: Texts;
  readonly settings: Settings;
  readonly methods: readonly { readonly name: string; readonly label: string; readonly isChosen: boolean }[];
  readonly methodHint: string;
  readonly switches: readonly {
    readonly name: string;
    readonly label: string;
    readonly hint: string;
    readonly isOn: boolean;
  }[];
  readonly isUploading: boolean;
  readonly results: readonly ResultRow[];
  /** Whether there are several links. A button then copies all of them. */
  readonly hasManyResults: boolean;
}

/** @param brokenThumbnails the ids of files whose image the phone could not show */
export function viewOf(
  settings: Settings,
  files: readonly UploadFile[],
  texts: Texts,
  brokenThumbnails: ReadonlySet<number> = new Set(),
): View {
  const results = resultRows(files, texts, brokenThumbnails);
  return {
    texts,
    settings,
    methods: METHODS.map((name) => ({
      name,
      label: texts.methods[name].label,
      isChosen: name === settings.method,
    })),
    methodHint: texts.methods[settings.method].hint,
    switches: SWITCHES.map((name) => ({ name, ...texts.switches[name], isOn: settings[name] })),
    isUploading: files.some(({ status }) => status === "loading"),
    results,
    hasManyResults: results.length > 1,
  };
}
