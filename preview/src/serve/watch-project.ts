import { existsSync, type FSWatcher, watch } from "node:fs";

/** Editors write a file in several steps. */
const SETTLE_MS = 60;

/** What makes a difference to a build. */
const SOURCES = /\.(?:wxml|wxss|wxs|ts|js|json|png|jpe?g|gif|webp|svg)$/i;

/** Calls back once files below a folder have changed and come to rest. Gives what ends it. A folder that is not there is not watched. */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let watcher = begin();

  function begin(): FSWatcher | undefined {
    if (!existsSync(folder)) return undefined;
    const begun = watch(folder, { recursive: true }, (_event, name) => {
      if (name !== null && !SOURCES.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLE_MS);
    });
    begun.on("error", () => begun.close());
    return begun;
  }

  /** On Linux, Node follows a file by its inode and loses one that an editor or git has replaced, so the folder is watched anew. */
  function settle(): void {
    watcher?.close();
    watcher = begin();
    onChange();
  }

  return () => {
    clearTimeout(timer);
    watcher?.close();
  };
}
