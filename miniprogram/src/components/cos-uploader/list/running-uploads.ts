import {
  isOver,
  nameExtension,
  type Uploader,
  type UploaderOptions,
  type UploadOptions,
  type UploadTask,
} from "../../../uploader/index";
import type { Item, ItemPhase } from "./state";

/** How files are uploaded: the uploader's options without the platform. */
export interface UploadSettings {
  readonly uploader: Omit<UploaderOptions, "platform" | "multipart" | keyof UploadOptions> & {
    /** Whether large files are sent in parts. */
    readonly multipart: boolean;
  };
  readonly upload: UploadOptions;
}

export interface RunningUploadsOptions {
  createUploader(options: UploadSettings["uploader"]): Uploader;
  /** Called with every state of an upload. */
  onPhase(id: number, phase: ItemPhase): void;
}

/** The uploads behind the items, by the items' ids. */
export interface RunningUploads {
  /** @throws {TypeError} for invalid settings */
  start(items: readonly Item[], settings: UploadSettings): void;
  cancel(id: number): void;
  pause(id: number): void;
  resume(id: number): void;
  /**
   * The uploader for these settings, for uploads that are not in the list.
   *
   * @throws {TypeError} for invalid settings
   */
  uploaderFor(options: UploadSettings["uploader"]): Uploader;
  /** Confirms again the uploads that are done and not confirmed. */
  retryConfirm(): Promise<void>;
  /** Cancels an upload and reports nothing more of it. */
  drop(id: number): void;
  ids(): readonly number[];
  /** Ends every upload, and reports nothing more. @param canContinue whether an upload is paused rather than cancelled */
  close(canContinue: (id: number) => boolean): void;
}

interface Running {
  readonly task: UploadTask;
  readonly uploader: Uploader;
  readonly settings: string;
  readonly stop: () => void;
}

/** Creates one uploader per settings. Files with the same settings share it, so its `concurrency` covers all of them. */
export function createRunningUploads({ createUploader, onPhase }: RunningUploadsOptions): RunningUploads {
  const uploaders = new Map<string, Uploader>();
  const keyOf = createSettingsKey();
  const running = new Map<number, Running>();

  function uploaderFor(options: UploadSettings["uploader"]): Uploader {
    const key = keyOf(options);
    const uploader = uploaders.get(key) ?? createUploader(options);
    uploaders.set(key, uploader);
    return uploader;
  }

  function drop(id: number): void {
    const dropped = running.get(id);
    running.delete(id);
    dropped?.stop();
    dropped?.task.cancel();
  }

  function follow(id: number, task: UploadTask, uploader: Uploader, settings: string): void {
    drop(id);
    running.set(id, { task, uploader, settings, stop: task.on("change", (state) => onPhase(id, state)) });
    onPhase(id, task.state);
  }

  function act(id: number, action: (task: UploadTask) => void): void {
    const task = running.get(id)?.task;
    if (task === undefined) return;
    action(task);
    onPhase(id, task.state);
  }

  return {
    start(items, settings) {
      const key = keyOf(settings);
      const again = (id: number) => {
        const earlier = running.get(id);
        return earlier?.settings === key && isOver(earlier.task.state) ? earlier.task : undefined;
      };
      // Retry the earlier task if the settings are the same: after a lost response, a new task would create a second object.
      const fresh = items.filter(({ id }) => again(id) === undefined);
      for (const { id } of items) {
        const task = again(id);
        task?.retry();
        if (task) onPhase(id, task.state);
      }
      if (fresh.length === 0) return;
      const uploader = uploaderFor(settings.uploader);
      const tasks = uploader.uploadAll(fresh.map(toLocalFile), settings.upload);
      tasks.forEach((task, index) => {
        const item = fresh[index];
        if (item) follow(item.id, task, uploader, key);
      });
    },
    cancel: (id) => act(id, (task) => task.cancel()),
    pause: (id) => act(id, (task) => task.pause()),
    resume: (id) => act(id, (task) => task.resume()),
    uploaderFor,
    async retryConfirm() {
      const all = [...running.values()];
      const tasksOf = (uploader: Uploader) =>
        all.filter((other) => other.uploader === uploader).map(({ task }) => task);
      const own = new Set(all.map(({ uploader }) => uploader));
      await Promise.all([...own].map((uploader) => uploader.retryConfirm(tasksOf(uploader))));
    },
    drop,
    ids: () => [...running.keys()],
    close(canContinue) {
      for (const [id, { stop, task }] of running) {
        stop();
        if (canContinue(id)) task.pause();
        else task.cancel();
      }
      running.clear();
    },
  };
}

function toLocalFile({ file }: Item): { filePath: string; extension?: string } {
  const extension = nameExtension(file.name) || file.extension;
  return extension ? { filePath: file.path, extension } : { filePath: file.path };
}

/** Converts settings to a text that is equal for equal settings. Functions, which JSON omits, are numbered. */
function createSettingsKey(): (settings: object) => string {
  const functions: unknown[] = [];
  return (settings) =>
    JSON.stringify(settings, (_, value: unknown) => {
      if (typeof value !== "function") return value;
      if (!functions.includes(value)) functions.push(value);
      return functions.indexOf(value);
    });
}
