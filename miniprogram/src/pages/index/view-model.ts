import { failureText } from "../../texts/failure-text";
import type { Texts } from "../../texts/texts";
import { formatBytes } from "./format-bytes";
import { canBegin, isRunning } from "./reduce-item";
import type { UploadItem, UploadMethod, UploadPhase, UploadState } from "./upload-state";

/** One file's card. */
export interface Row {
  readonly id: number;
  /** Empty if there is none to show. */
  readonly thumbnailPath: string;
  readonly kind: "image" | "video";
  readonly title: string;
  readonly phase: UploadPhase["name"];
  readonly phaseText: string;
  readonly showsBar: boolean;
  /** Nobody tells how much has been sent. */
  readonly isIndeterminate: boolean;
  readonly percent: number;
  readonly objectUrl: string;
  readonly failureText: string;
  /** Empty if there is none to quote. */
  readonly requestId: string;
  readonly actions: readonly Action[];
}

/** A button of a card; `name` is what the page does on a tap. */
export interface Action {
  readonly name: "copy" | "retry" | "cancel" | "remove";
  readonly label: string;
  /** For screen readers, which don't see whose button it is. */
  readonly description: string;
  readonly isMain: boolean;
}

/** What the page's WXML shows. */
export interface View {
  readonly texts: Pick<Texts, "heading" | "methodLabel" | "emptyTitle" | "emptyText" | "requestId">;
  readonly methods: readonly { readonly name: UploadMethod; readonly label: string; readonly isChosen: boolean }[];
  readonly methodHint: string;
  readonly pickLabel: string;
  readonly isPicking: boolean;
  /** Why nothing could be picked, or empty. */
  readonly notice: string;
  /** Read out when it changes. */
  readonly summary: string;
  readonly rows: readonly Row[];
}

export function viewOf(state: UploadState, texts: Texts): View {
  const { heading, methodLabel, emptyTitle, emptyText, requestId } = texts;
  const isPicking = state.picker.name === "open";
  return {
    texts: { heading, methodLabel, emptyTitle, emptyText, requestId },
    methods: (["put", "post"] as const).map((name) => ({
      name,
      label: texts.methodNames[name],
      isChosen: name === state.method,
    })),
    methodHint: texts.methodHints[state.method],
    pickLabel: isPicking ? texts.picking : texts.pick,
    isPicking,
    notice: state.picker.name === "refused" ? texts.refusals[state.picker.why] : "",
    summary:
      state.items.length === 0
        ? ""
        : texts.summary(count(state, "succeeded"), state.items.length, count(state, "failed")),
    rows: state.items.map((item, index) => rowOf(item, index + 1, texts)),
  };
}

function rowOf({ id, file, phase }: UploadItem, position: number, texts: Texts): Row {
  const percent = phase.name === "uploading" ? phase.percent : undefined;
  const failure = phase.name === "failed" ? phase.failure : undefined;
  return {
    id,
    thumbnailPath: file.thumbnailPath ?? "",
    kind: file.kind,
    title: `${texts[file.kind]} · ${formatBytes(file.bytes)}`,
    phase: phase.name,
    phaseText: percent === undefined ? texts[phase.name] : `${texts[phase.name]} ${percent}%`,
    showsBar: isRunning(phase),
    isIndeterminate: percent === undefined,
    percent: percent ?? 0,
    objectUrl: phase.name === "succeeded" ? phase.objectUrl : "",
    failureText: failure ? failureText(texts, failure) : "",
    requestId: failure?.requestId ?? "",
    actions: actionNames(phase).map((name, index) => {
      const label = actionLabel(name, texts);
      const description = texts.about(label, texts[file.kind], position);
      return { name, label, description, isMain: index === 0 && name !== "cancel" && name !== "remove" };
    }),
  };
}

function actionNames(phase: UploadPhase): Action["name"][] {
  if (isRunning(phase) || phase.name === "waiting") return ["cancel"];
  if (phase.name === "succeeded") return ["copy", "remove"];
  return canBegin(phase) ? ["retry", "remove"] : ["remove"];
}

function actionLabel(name: Action["name"], texts: Texts): string {
  return name === "copy" ? texts.copyLink : texts[name];
}

function count({ items }: UploadState, name: UploadPhase["name"]): number {
  return items.filter(({ phase }) => phase.name === name).length;
}
