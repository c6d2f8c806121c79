import { fillIn, formatBytes } from "../../../components/cos-uploader/texts/format";
import { fileIcon } from "../../../components/cos-uploader/view/file-icon";
import type { Load, StoredFile, UploadsState } from "../state/state";
import type { UploadsTexts } from "../texts";
import { daysOf, timeOf } from "./days";

/** A tile. All values are plain, so two tiles can be compared. */
export interface Tile {
  readonly key: string;
  /** For screen readers: `Photo, 14:03, 2.4 MB`. */
  readonly label: string;
  /** Empty if there is none, or if it cannot be shown. */
  readonly thumbnailUrl: string;
  readonly isVideo: boolean;
  /** The name of its icon's class, without a thumbnail. */
  readonly icon: string;
  /** Its extension: `PDF`. */
  readonly extension: string;
  readonly size: string;
  readonly isSelected: boolean;
  /** Whether it is being opened or deleted. */
  readonly isBusy: boolean;
  /** Whether it was not deleted. */
  readonly isFailed: boolean;
}

/** A day and its tiles. */
export interface DayView {
  readonly key: string;
  readonly title: string;
  readonly count: number;
  readonly tiles: readonly Tile[];
}

/** What is below the days. */
export type Footer = "none" | "loading" | "more" | "end" | "failed";

/** The data that the page's WXML renders. */
export interface UploadsView {
  readonly texts: UploadsTexts;
  /** What the page shows as a whole. */
  readonly screen: "loading" | "failed" | "empty" | "list";
  readonly days: readonly DayView[];
  readonly footer: Footer;
  /** Why the list, or its next page, could not be loaded. */
  readonly failure: string;
  readonly isRefreshing: boolean;
  readonly isSelecting: boolean;
  readonly canSelect: boolean;
  readonly selectedCount: number;
  /** How many files are selected, or what to do. */
  readonly selectionText: string;
  /** Which files were not deleted, and why. */
  readonly notice: string;
}

/** Returns what to show of a state at a time. */
export function viewOf(state: UploadsState, texts: UploadsTexts, nowMs: number): UploadsView {
  const { files, load, selected, isLoaded } = state;
  const isSelecting = selected !== undefined;
  return {
    texts,
    screen: screenOf(state),
    days: daysOf(files, texts, nowMs).map((day) => ({
      key: day.key,
      title: day.title,
      count: day.files.length,
      tiles: day.files.map((file) => tileOf(file, state, texts)),
    })),
    footer: footerOf(state),
    failure: load.name === "failed" ? texts.failures[load.reason] : "",
    isRefreshing: load.name === "loading" && load.kind === "refresh",
    isSelecting,
    canSelect: isLoaded && files.length > 0,
    selectedCount: selected?.size ?? 0,
    selectionText: selected?.size ? fillIn(texts.selected, { count: selected.size }) : texts.selectHint,
    notice: noticeOf(files, texts),
  };
}

function screenOf({ isLoaded, load, files, cursor }: UploadsState): UploadsView["screen"] {
  if (files.length > 0) return "list";
  if (isFailed(load, "first") || isFailed(load, "refresh") || isFailed(load, "more")) return "failed";
  // A page can be empty and not be the last one: the next one is loaded at once.
  return isLoaded && load.name === "idle" && cursor === undefined ? "empty" : "loading";
}

function footerOf({ load, cursor }: UploadsState): Footer {
  if (isFailed(load, "more")) return "failed";
  if (load.name === "loading" && load.kind === "more") return "loading";
  return cursor === undefined ? "end" : "more";
}

function isFailed(load: Load, kind: Extract<Load, { name: "failed" }>["kind"]): boolean {
  return load.name === "failed" && load.kind === kind;
}

function tileOf(file: StoredFile, { selected, opening }: UploadsState, texts: UploadsTexts): Tile {
  const { key, kind, extension, bytes, link, thumbnail, deletion } = file;
  const type = kind === "image" || kind === "video" ? kind : "file";
  const isShown = thumbnail === "usual" || thumbnail === "renewed";
  return {
    key,
    label: labelOf(file, selected, texts),
    thumbnailUrl: isShown ? (link.thumbnailUrl ?? "") : "",
    isVideo: kind === "video",
    icon: fileIcon({ name: "", path: key, type, bytes, thumbnailPath: undefined }).name,
    extension: extension.toUpperCase(),
    size: formatBytes(bytes),
    isSelected: selected?.has(key) ?? false,
    isBusy: deletion === "running" || opening === key,
    isFailed: deletion !== undefined && deletion !== "running",
  };
}

/** Skyline reads only labels to its users, so the label has the tile's state too. It contains what the tile shows as text. */
function labelOf(file: StoredFile, selected: UploadsState["selected"], texts: UploadsTexts): string {
  const { key, kind, extension, bytes, storedAtMs, deletion } = file;
  const hasIcon = kind === "document" || kind === "other";
  const size = `${hasIcon ? `${extension.toUpperCase()} ` : ""}${formatBytes(bytes)}`;
  const name = fillIn(texts.file, { kind: texts.kinds[kind], time: timeOf(storedAtMs), size });
  const isFailed = deletion !== undefined && deletion !== "running";
  const label = isFailed ? fillIn(texts.fileNotDeleted, { file: name, reason: texts.failures[deletion] }) : name;
  if (selected === undefined) return label;
  return fillIn(selected.has(key) ? texts.fileSelected : texts.fileNotSelected, { file: label });
}

function noticeOf(files: readonly StoredFile[], texts: UploadsTexts): string {
  const failed = files.filter(({ deletion }) => deletion !== undefined && deletion !== "running");
  const reason = failed[0]?.deletion;
  if (reason === undefined || reason === "running") return "";
  return fillIn(texts.deletion.failed, { count: failed.length, reason: texts.failures[reason] });
}
