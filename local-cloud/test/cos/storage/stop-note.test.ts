import { appendFile, cp, mkdir, mkdtemp, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAsNoted, type ObjectFolders, writeStopNote } from "../../../src/cos/storage/object-index/stop-note.ts";

let directory: string;
let folders: ObjectFolders;
const at = (...names: string[]) => join(directory, ...names);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "stop-note-"));
  folders = { objects: at("objects"), data: at("data") };
  for (const folder of [folders.objects, folders.data]) {
    await mkdir(folder);
    await writeFile(join(folder, "a"), "a");
  }
  await writeFile(at("index.jsonl"), "journal\n");
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** Writes the note as if that much time had passed since the last change. */
async function writeNote(sinceChangeMs: number): Promise<void> {
  await clockStep();
  await writeStopNote(directory, folders);
  const { ctimeMs } = await stat(folders.data);
  const time = new Date(ctimeMs + sinceChangeMs);
  await utimes(at("stopped.json"), time, time);
}

/** Resolves when a change gets a later time than those before it. */
async function clockStep(): Promise<void> {
  const ctimeOf = async () => (await stat(at("index.jsonl"))).ctimeMs;
  const before = await ctimeOf();
  do await utimes(at("index.jsonl"), 1, 1);
  while ((await ctimeOf()) === before);
}

test("folders and a journal that nobody has changed are as noted", async () => {
  await writeNote(60_000);
  expect(await isAsNoted(directory, folders)).toBe(true);
});

test.each<[what: string, change: () => Promise<void>]>([
  ["a file came", () => writeFile(at("objects", "b"), "b")],
  ["a file went", () => rm(at("data", "a"))],
  ["a file was replaced", () => writeFile(at("b"), "b").then(() => rename(at("b"), at("objects", "a")))],
  [
    "a file came and the time was set back",
    async () => {
      const { atime, mtime } = await stat(at("objects"));
      await writeFile(at("objects", "b"), "b");
      await utimes(at("objects"), atime, mtime);
    },
  ],
  [
    "a folder was replaced by its copy",
    async () => {
      await cp(at("data"), at("copy"), { recursive: true, preserveTimestamps: true });
      await rm(at("data"), { recursive: true });
      await rename(at("copy"), at("data"));
    },
  ],
  ["a folder is missing", () => rm(at("data"), { recursive: true })],
  ["the journal grew", () => appendFile(at("index.jsonl"), "line\n")],
  ["the journal is missing", () => rm(at("index.jsonl"))],
  ["the note is missing", () => rm(at("stopped.json"))],
  ["the note is incomplete", () => writeFile(at("stopped.json"), "[")],
])("they are not as noted if %s", async (_what, change) => {
  await writeNote(60_000);
  await change();
  expect(await isAsNoted(directory, folders)).toBe(false);
});

test("it is uncertain whether they are as noted if a folder changed a moment before the note", async () => {
  await writeNote(50);
  expect(await isAsNoted(directory, folders)).toBe(false);
});

test("a note that cannot be written is no error", async () => {
  await mkdir(at("stopped.json"));
  await writeStopNote(directory, folders);
  expect(await isAsNoted(directory, folders)).toBe(false);
});
