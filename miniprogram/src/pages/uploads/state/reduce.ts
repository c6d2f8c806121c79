import type { LoadedPage, SignedKey, StoredFile, UploadsEvent, UploadsState } from "./state";
import { toStoredFile } from "./stored-file";

/** The state after an event. It is the same object if nothing has changed. */
export function reduce(state: UploadsState, event: UploadsEvent): UploadsState {
  switch (event.name) {
    case "loadStarted":
      return { ...state, load: { name: "loading", kind: event.kind, request: event.request } };
    case "loaded":
      return isCurrent(state, event.request) ? withPage(state, event.page) : state;
    case "loadFailed":
      return isCurrent(state, event.request) ? withFailure(state, event.reason) : state;
    case "selectionStarted":
      return { ...state, selected: new Set(event.key === undefined ? [] : [event.key]) };
    case "selectionEnded":
      return { ...state, selected: undefined };
    case "toggled":
      return state.selected === undefined ? state : { ...state, selected: toggled(state.selected, event.key) };
    case "opening":
      return { ...state, opening: event.key };
    case "linksRenewed":
      return { ...state, files: state.files.map((file) => withLink(file, event.downloads, event.endsAtMs)) };
    case "thumbnailFailed":
      return withFiles(state, [event.key], (file) => withFailedThumbnail(file, event.url));
    case "renewalFailed":
      return withFiles(state, event.keys, (file) =>
        file.thumbnail === "failed" ? { ...file, thumbnail: "broken" } : file,
      );
    case "deletionStarted":
      return withFiles(state, event.keys, (file) => ({ ...file, deletion: "running" }));
    case "deletionEnded":
      return withoutKeys(
        { ...withUndeleted(state, event.failed), deleted: new Set([...state.deleted, ...event.deleted]) },
        event.deleted,
      );
    case "gone":
      return withoutKeys(state, event.keys);
  }
}

function isCurrent({ load }: UploadsState, request: number): boolean {
  return load.name === "loading" && load.request === request;
}

/** A next page is added, and any other replaces the list. Uploads that came between two pages shift the list, so a file may come twice. */
function withPage(state: UploadsState, page: LoadedPage): UploadsState {
  const isMore = state.load.name === "loading" && state.load.kind === "more";
  const before = isMore ? state.files : [];
  const known = new Set([...before.map(({ key }) => key), ...state.deleted]);
  const added = page.uploads.map((upload) => toStoredFile(upload, page.endsAtMs)).filter(({ key }) => !known.has(key));
  const files = [...before, ...added].sort(newestFirst);
  const keys = new Set(files.map(({ key }) => key));
  const { selected } = state;
  return {
    ...state,
    files: keepDeletions(files, state.files),
    cursor: page.cursor,
    isLoaded: true,
    load: { name: "idle" },
    selected: selected && new Set([...selected].filter((key) => keys.has(key))),
  };
}

/** Several files can be stored in one second. Their keys begin with the time too, and end in what makes them different. */
function newestFirst(one: StoredFile, other: StoredFile): number {
  return other.storedAtMs - one.storedAtMs || (one.key < other.key ? 1 : -1);
}

/** A refresh must not make a file look as if it was no longer being deleted. */
function keepDeletions(files: readonly StoredFile[], before: readonly StoredFile[]): readonly StoredFile[] {
  const running = new Set(before.filter(({ deletion }) => deletion === "running").map(({ key }) => key));
  return files.map((file) => (running.has(file.key) ? { ...file, deletion: "running" } : file));
}

function withFailure(
  state: UploadsState,
  reason: Extract<UploadsEvent, { name: "loadFailed" }>["reason"],
): UploadsState {
  if (state.load.name !== "loading") return state;
  return { ...state, load: { name: "failed", kind: state.load.kind, reason } };
}

function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

function withLink(file: StoredFile, downloads: readonly SignedKey[], endsAtMs: number): StoredFile {
  const signed = downloads.find(({ cosKey }) => cosKey === file.key);
  if (signed === undefined) return file;
  const { url, thumbnailUrl } = signed;
  // A thumbnail that is shown keeps its URL, because another one would load it again.
  if (file.thumbnail !== "failed") {
    return { ...file, link: { url, thumbnailUrl: file.link.thumbnailUrl, endsAtMs } };
  }
  // The same URL would fail again.
  const thumbnail = thumbnailUrl === file.link.thumbnailUrl ? "broken" : "renewed";
  return { ...file, link: { url, thumbnailUrl, endsAtMs }, thumbnail };
}

/** The first failure may be that of an ended URL, so it leads to a new one. A second failure does not, or the two would never end. */
function withFailedThumbnail(file: StoredFile, url: string): StoredFile {
  if (file.link.thumbnailUrl !== url) return file;
  if (file.thumbnail === "usual") return { ...file, thumbnail: "failed" };
  return file.thumbnail === "renewed" ? { ...file, thumbnail: "broken" } : file;
}

function withUndeleted(
  state: UploadsState,
  failed: Extract<UploadsEvent, { name: "deletionEnded" }>["failed"],
): UploadsState {
  const reasons = new Map(failed.map(({ key, reason }) => [key, reason]));
  return withFiles(state, [...reasons.keys()], (file) => ({ ...file, deletion: reasons.get(file.key) }));
}

function withFiles(
  state: UploadsState,
  keys: readonly string[],
  change: (file: StoredFile) => StoredFile,
): UploadsState {
  return { ...state, files: state.files.map((file) => (keys.includes(file.key) ? change(file) : file)) };
}

function withoutKeys(state: UploadsState, keys: readonly string[]): UploadsState {
  const { selected } = state;
  const kept = selected && new Set([...selected].filter((key) => !keys.includes(key)));
  return {
    ...state,
    files: state.files.filter(({ key }) => !keys.includes(key)),
    // Nothing is left to select, or everything that was selected is gone.
    selected: kept?.size === 0 ? undefined : kept,
  };
}
