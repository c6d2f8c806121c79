import { existsSync, type FSWatcher, watch } from "node:fs";

/** How long to wait after a change, in milliseconds, because editors write a file in several steps. */
const SETTLE_MS = 60;

/** Names of files that affect a build. */
const SOURCES = /\.(?:wxml|wxss|wxs|ts|js|json|png|jpe?g|gif|webp|svg)$/i;

/**
 * Calls back when files in a folder or its subfolders have changed and then stay unchanged for a moment. Does nothing if the folder does
 * not exist. Returns a function that stops it.
 */
export function watchFolder(folder: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let watcher = begin();

  function begin(): FSWatcher | undefined {
    if (!existsSync(folder)) return undefined;
    const started = watch(folder, { recursive: true }, (_event, name) => {
      if (name !== null && !SOURCES.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLE_MS);
    });
    started.on("error", () => started.close());
    return started;
  }

  /** Restarts the watcher. On Linux, Node follows a file by its inode and loses a file that an editor or git has replaced. */
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
