import { existsSync, watch } from "node:fs";

/** Editors write a file in several steps. */
const SETTLE_MS = 60;

/** What makes a difference to a build. */
const SOURCES = /\.(?:wxml|wxss|wxs|ts|js|json|png|jpe?g|gif|webp|svg)$/i;

/** Calls back once files below a folder have changed and come to rest. Gives what ends it. A folder that is not there is not watched. */
export function watchFolder(folder: string, onChange: () => void): () => void {
  if (!existsSync(folder)) return () => {};
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, { recursive: true }, (_event, name) => {
    if (name !== null && !SOURCES.test(name)) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, SETTLE_MS);
  });
  watcher.on("error", () => watcher.close());
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
