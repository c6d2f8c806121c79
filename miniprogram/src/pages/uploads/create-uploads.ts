import { copyLinks } from "../common/copy-links";
import type { ActionContext } from "./actions/context";
import { selectedFiles } from "./actions/context";
import { deleteSelected } from "./actions/delete-files";
import { createLoader } from "./actions/load";
import { openFile } from "./actions/open-file";
import { createSaver } from "./actions/save-files";
import { createThumbnailRenewal } from "./actions/thumbnails";
import { reduce } from "./state/reduce";
import { INITIAL_STATE, type LoadKind, type UploadsEvent, type UploadsState } from "./state/state";

/** What the page's user does. No method rejects. */
export interface Uploads {
  readonly state: UploadsState;
  load(kind: LoadKind): Promise<void>;
  /** Repeats what failed. */
  retry(): Promise<void>;
  /** Opens a file; while files are selected, selects it or not. */
  tap(key: string): Promise<void>;
  /** Starts to select, with or without a first file. */
  select(key?: string): void;
  endSelection(): void;
  copySelected(): Promise<void>;
  saveSelected(): Promise<void>;
  deleteSelected(): Promise<void>;
  thumbnailFailed(key: string, url: string): void;
  /** Ignores all that arrives later. */
  close(): void;
}

/** What {@link createUploads} needs. */
export interface UploadsOptions extends Pick<ActionContext, "uploads" | "wechat" | "texts" | "nowMs"> {
  readonly onChange: (state: UploadsState) => void;
}

/** Creates the user's list of uploads, without a page. */
export function createUploads({ onChange, ...options }: UploadsOptions): Uploads {
  let state = INITIAL_STATE;
  let isClosed = false;

  function dispatch(event: UploadsEvent): void {
    const next = reduce(state, event);
    if (isClosed || next === state) return;
    state = next;
    onChange(state);
  }

  const context: ActionContext = { ...options, state: () => state, isOpen: () => !isClosed, dispatch };
  const loader = createLoader(context);
  const saveSelected = createSaver(context);
  const thumbnails = createThumbnailRenewal(context);

  return {
    get state() {
      return state;
    },
    load: (kind) => loader.load(kind),
    async retry() {
      if (state.load.name === "failed") await loader.load(state.load.kind);
    },
    async tap(key) {
      if (state.selected === undefined) await openFile(context, key);
      else dispatch({ name: "toggled", key });
    },
    select: (key) => dispatch({ name: "selectionStarted", ...(key !== undefined && { key }) }),
    endSelection: () => dispatch({ name: "selectionEnded" }),
    async copySelected() {
      const keys = selectedFiles(context).map(({ key }) => key);
      if (keys.length > 0 && (await copyLinks(options, keys))) dispatch({ name: "selectionEnded" });
    },
    saveSelected,
    async deleteSelected() {
      await deleteSelected(context);
      // Nothing is left of this page, and there are more.
      if (state.files.length === 0 && state.cursor !== undefined) await loader.load("more");
    },
    thumbnailFailed: (key, url) => thumbnails.failed(key, url),
    close() {
      isClosed = true;
      thumbnails.close();
    },
  };
}
