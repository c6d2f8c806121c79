import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathOfJournal } from "./index-journal.ts";

/*
 * A store that stops notes the state of its folders and its journal. If the state is the same at the next start, nothing else has changed
 * them meanwhile, and the start does not have to read the folders: docs/performance.md, "Many objects".
 */

const FILE_NAME = "stopped.json";

/** The system's clock advances in steps. Two changes of a folder within one step have the same time. */
const CLOCK_STEP_MS = 100;

/** Paths of the folders that objects are in. */
export interface ObjectFolders {
  /** Metadata files, one for each object. */
  readonly objects: string;
  /** The bytes of objects. */
  readonly data: string;
}

/** Writes the note. Failures are ignored: without a note, the next start reads the folders. */
export async function writeStopNote(directory: string, folders: ObjectFolders): Promise<void> {
  try {
    await writeFile(join(directory, FILE_NAME), (await stateOf(directory, folders)).text);
  } catch {}
}

/** Whether the folders and the journal are as they were when the note was written. False if that is uncertain. */
export async function isAsNoted(directory: string, folders: ObjectFolders): Promise<boolean> {
  try {
    const note = join(directory, FILE_NAME);
    const { text, lastChangeMs } = await stateOf(directory, folders);
    const { mtimeMs } = await stat(note);
    return mtimeMs - lastChangeMs > CLOCK_STEP_MS && (await readFile(note, "utf8")) === text;
  } catch {
    return false;
  }
}

/** The system sets a folder's ctime when a file comes or goes, and no program can set it back. A copied folder has another inode. */
async function stateOf(directory: string, { objects, data }: ObjectFolders) {
  const stats = await Promise.all([objects, data].map((folder) => stat(folder, { bigint: true })));
  const { size } = await stat(pathOfJournal(directory));
  return {
    text: `${JSON.stringify([...stats.map(({ dev, ino, ctimeNs }) => `${dev} ${ino} ${ctimeNs}`), size])}\n`,
    lastChangeMs: Math.max(...stats.map(({ ctimeMs }) => Number(ctimeMs))),
  };
}
