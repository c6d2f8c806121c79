import type { UnfinishedUpload } from "../../../uploader/index";
import type { WechatCalls } from "../wechat/calls";
import { confirmDiscard } from "../wechat/confirm-discard";
import { typeOfExtension } from "./accepted-types";
import type { ListOptions } from "./list-options";
import type { ListStore } from "./list-store";
import type { RunningUploads } from "./running-uploads";
import type { Item, PickedFile } from "./state";

export interface UnfinishedDependencies {
  readonly store: ListStore;
  readonly wechat: WechatCalls;
  readonly uploads: Pick<RunningUploads, "uploaderFor">;
  options(): ListOptions;
  /** Whether the list has room for another file. */
  hasRoom(): boolean;
  /** Opens the picker. */
  choose(): Promise<void>;
  /** Starts to send an item. */
  begin(items: readonly Item[]): Promise<void>;
}

/** Offers to continue the uploads that an earlier life of the mini program has left. */
export interface Unfinished {
  /** Reads the unfinished uploads, and shows those of which no file is in the list. Never rejects. */
  refresh(): Promise<void>;
  /**
   * Continues an upload from the phone's own copy of the file. If the phone has removed the copy, it opens the picker: the library
   * recognises the file by its content, and uploads any other file as a new one.
   */
  continueUpload(id: string): Promise<void>;
  /** Aborts an upload on COS, after a question to the user. Resolves with false if that failed; the upload is then offered again. */
  discard(id: string): Promise<boolean>;
}

export function createUnfinished(dependencies: UnfinishedDependencies): Unfinished {
  const { store, wechat, uploads, options, hasRoom, choose, begin } = dependencies;
  /** Counts the readings, because only the latest one is shown. */
  let readings = 0;

  const find = (id: string) => store.state.unfinished.find((upload) => upload.id === id);

  /** None if the settings are invalid: the first upload reports that. */
  async function read(): Promise<readonly UnfinishedUpload[]> {
    const { offerUnfinished, disabled, uploader } = options();
    if (!offerUnfinished || disabled || !uploader.multipart || uploader.serverUrl === "") return [];
    try {
      return await uploads.uploaderFor(uploader).unfinished();
    } catch {
      return [];
    }
  }

  async function refresh(): Promise<void> {
    readings += 1;
    const reading = readings;
    const found = await read();
    if (reading !== readings) return;
    const { items } = store.state;
    const uploads = found.filter((upload) => !items.some((item) => isOf(upload, item)));
    store.dispatch({ name: "unfinishedFound", uploads });
  }

  return {
    refresh,
    async continueUpload(id) {
      const upload = find(id);
      if (upload === undefined || options().disabled || !hasRoom()) return;
      if (!upload.isFileThere) return choose();
      const { nextId } = store.state;
      store.dispatch({ name: "unfinishedContinued", id, file: fileOf(upload) });
      await begin(store.state.items.filter((item) => item.id === nextId));
    },
    async discard(id) {
      const upload = find(id);
      if (upload === undefined || options().disabled) return true;
      const { uploader, texts } = options();
      if (!(await confirmDiscard(wechat, texts)) || find(id) === undefined) return true;
      // A reading under way may still have it.
      readings += 1;
      store.dispatch({ name: "unfinishedDiscarded", id });
      try {
        await uploads.uploaderFor(uploader).discard(upload);
        return true;
      } catch {
        await refresh();
        return false;
      }
    },
  };
}

function fileOf({ filePath, extension, bytes }: UnfinishedUpload): PickedFile {
  const type = typeOfExtension(extension);
  return { path: filePath, name: "", extension, type, bytes, thumbnailPath: type === "image" ? filePath : undefined };
}

/** Whether an item is probably of the same file: one that was picked again has another path. */
function isOf({ filePath, bytes }: UnfinishedUpload, { file, phase }: Item): boolean {
  return file.path === filePath || (file.bytes === bytes && phase.name !== "done" && phase.name !== "kept");
}
