import { formatBytes } from "../../components/cos-uploader/format-bytes";
import { fillIn } from "../../components/cos-uploader/texts/fill-in";
import type { UploadFile } from "../../components/cos-uploader/upload-file";
import type { Texts } from "../../texts/texts";
import { METHODS, type Settings, SWITCHES } from "./settings";

/** What became of one file: its link, or the request id to ask for help with. */
export interface ResultRow {
  readonly id: number;
  readonly title: string;
  readonly isDone: boolean;
  /** The link of a file that was uploaded, the request id of one that failed. */
  readonly copied: string;
  readonly copyLabel: string;
  /** For screen readers, which don't see whose button it is. */
  readonly copyDescription: string;
}

/** What the page's WXML shows, besides the component. */
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
}

export function viewOf(settings: Settings, files: readonly UploadFile[], texts: Texts): View {
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
    results: files.map((file, index) => resultRow(file, index + 1, texts)).filter((row) => row !== undefined),
  };
}

/** Undefined for a file that is not over, or that failed before any server had a request id for it. */
function resultRow(file: UploadFile, position: number, texts: Texts): ResultRow | undefined {
  const { id = 0, result, error, type = "file" } = file;
  const name = file.name || fillIn(texts.fileName, { kind: texts.kinds[type], position });
  const describe = (action: string) => fillIn(texts.actionOn, { action, file: name });
  if (result) {
    const title = [name, formatBytes(result.bytes), texts.methodNames[result.method]].join(" · ");
    const copyLabel = texts.copyLink;
    return { id, title, isDone: true, copied: result.objectUrl, copyLabel, copyDescription: describe(copyLabel) };
  }
  if (!error?.requestId) return undefined;
  const title = [name, texts.failed, error.remoteCode ?? error.code].join(" · ");
  const copyLabel = texts.copyRequestId;
  return { id, title, isDone: false, copied: error.requestId, copyLabel, copyDescription: describe(copyLabel) };
}
