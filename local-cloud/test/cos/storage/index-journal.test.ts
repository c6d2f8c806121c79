import { createHash, randomBytes } from "node:crypto";
import { appendFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { openDiskStore } from "../../../src/cos/storage/disk-store.ts";
import type { ObjectStore } from "../../../src/cos/storage/object-store.ts";

let directory: string;
let journal: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "local-cos-"));
  journal = join(directory, "index.jsonl");
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const openStore = () => openDiskStore({ directory, randomBytes });

async function put(store: ObjectStore, key: string, body: string): Promise<void> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(body);
  }
  const measured = { bytes: body.length, etag: "0".repeat(32), crc64: "0", lastModifiedMs: 1_700_000_000_000 };
  const metadata = { acl: "default", storageClass: "STANDARD", headers: { "Content-Type": "a/b" }, tags: [] } as const;
  await store.put(await store.receive(source()), { key, ...measured, ...metadata }, { onlyIfAbsent: false });
}

async function contentOf(store: ObjectStore): Promise<Record<string, string>> {
  const entries: [string, string][] = [];
  for (const key of store.keys()) {
    const opened = await store.open(key);
    if (opened !== undefined) entries.push([key, await text(opened.read())]);
  }
  return Object.fromEntries(entries);
}

/** A store whose process was killed: its journal has no last line, and its lock is gone. */
async function kill(): Promise<void> {
  await rm(join(directory, "lock"), { force: true });
}

const fileOf = (key: string) => `${createHash("sha256").update(key).digest("hex")}.json`;
const pathOf = (key: string) => join(directory, "objects", fileOf(key));

async function writeSome(): Promise<ObjectStore> {
  const store = await openStore();
  await put(store, "a", "first");
  await put(store, "a", "second");
  await put(store, "b", "b");
  await put(store, "gone", "gone");
  await store.delete("gone");
  await store.update("b", { acl: "public-read", tags: [{ key: "k", value: "v" }] });
  return store;
}

const EXPECTED = { a: "second", b: "b" };

test.each(["closed", "killed"])("a %s store has the same objects after a start", async (how) => {
  const store = await writeSome();
  if (how === "closed") await store.close();
  else await kill();
  const again = await openStore();
  expect(await contentOf(again)).toEqual(EXPECTED);
  expect(again.find("b")).toMatchObject({ acl: "public-read", tags: [{ key: "k", value: "v" }] });
  await again.close();
});

test("a start reads metadata files only if the journal does not know their content", async () => {
  await (await writeSome()).close();
  await writeFile(pathOf("a"), "not read");
  await (await openStore()).close();
  await appendFile(journal, `${fileOf("a")}\n${JSON.stringify({ closed: true })}\n`);
  await expect(openStore()).rejects.toThrow(`${pathOf("a")} is not an object of a local bucket`);
});

/** What a kill leaves between the announcement and the record of a change. */
test.each<[what: string, act: () => Promise<void>]>([
  ["an overwriting", async () => writeFile(pathOf("a"), (await readFile(pathOf("a"), "utf8")).replace("a/b", "c/d"))],
  ["a deletion", () => rm(pathOf("a"))],
])("a start notices %s that was announced but not recorded", async (_what, act) => {
  await (await writeSome()).close();
  await appendFile(journal, `${fileOf("a")}\n${JSON.stringify({ closed: true })}\n`);
  await act();
  const store = await openStore();
  expect(store.find("a")?.headers["Content-Type"]).toBe(_what === "a deletion" ? undefined : "c/d");
  await store.close();
});

test.each<[what: string, damage: () => Promise<void>]>([
  ["is missing", () => rm(journal)],
  ["is empty", () => writeFile(journal, "")],
  ["is not JSON", () => appendFile(journal, "x\n")],
  ["has another line", () => appendFile(journal, "[]\n")],
  ["ends in the middle of a line", () => appendFile(journal, fileOf("c").slice(0, 9))],
  ["has a content without its record", () => appendFile(journal, `${fileOf("a")}\td\t"a"\n`)],
  ["is from before a restart of the machine", () => appendFile(journal, `${JSON.stringify({ boot: "before" })}\n`)],
])("a journal that %s loses no object", async (_what, damage) => {
  await (await writeSome()).close();
  await damage();
  const store = await openStore();
  expect(await contentOf(store)).toEqual(EXPECTED);
  await put(store, "c", "c");
  await store.close();
  const again = await openStore();
  expect(await contentOf(again)).toEqual({ ...EXPECTED, c: "c" });
  await again.close();
});

test("a start reads everything if metadata files or data came or went without the journal", async () => {
  await (await writeSome()).close();
  const aside = join(directory, "aside");
  await rename(pathOf("a"), aside);
  const without = await openStore();
  expect(without.keys()).toEqual(["b"]);
  await without.close();
  await rm(aside);
});

test("the journal is written again when most of its lines are out of date", async () => {
  await (await writeSome()).close();
  await appendFile(journal, `${fileOf("x")}\t-\n`.repeat(10_100));
  await appendFile(journal, `${JSON.stringify({ closed: true })}\n`);
  await (await openStore()).close();
  expect((await readFile(journal, "utf8")).split("\n").length).toBeLessThan(10);
  const store = await openStore();
  expect(await contentOf(store)).toEqual(EXPECTED);
  await store.close();
});
