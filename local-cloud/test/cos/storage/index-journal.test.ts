import { createHash, randomBytes } from "node:crypto";
import { access, appendFile, cp, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
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

/** The journal's last line about an object. */
async function lineOf(key: string): Promise<string> {
  const lines = (await readFile(journal, "utf8")).split("\n");
  return lines.findLast((line) => line.startsWith(`${JSON.stringify(key)}\t`)) ?? "";
}

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

/** Each would end a column, a line or a name in the journal if it were written as it is. */
test("keys with any characters survive a start", async () => {
  const keys = ["tab\there", "line\nline", '"quoted"', "a,b", "{", "-", "back\\slash", "\u2028", "Ａ", "😀"];
  const store = await openStore();
  for (const key of keys) await put(store, key, key);
  await store.close();
  const again = await openStore();
  expect(again.keys()).toEqual([...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  expect(await contentOf(again)).toEqual(Object.fromEntries(keys.map((key) => [key, key])));
  await again.close();
});

test("a start reads metadata files only if the journal does not know their content", async () => {
  await (await writeSome()).close();
  await writeFile(pathOf("a"), "not read");
  await (await openStore()).close();
  await appendFile(journal, `"a"\n`);
  await expect(openStore()).rejects.toThrow(`${pathOf("a")} is not an object of a local bucket`);
});

/** What a kill leaves between the announcement and the record of a change. */
test.each<[what: string, act: () => Promise<void>]>([
  ["an overwriting", async () => writeFile(pathOf("a"), (await readFile(pathOf("a"), "utf8")).replace("a/b", "c/d"))],
  ["a deletion", () => rm(pathOf("a"))],
])("a start notices %s that was announced but not recorded, and reads no other file", async (_what, act) => {
  await (await writeSome()).close();
  await appendFile(journal, `"a"\n`);
  await act();
  await writeFile(pathOf("b"), "not read");
  const store = await openStore();
  expect(store.find("a")?.headers["Content-Type"]).toBe(_what === "a deletion" ? undefined : "c/d");
  await store.close();
});

test.each<[what: string, damage: () => Promise<void>]>([
  ["is missing", () => rm(journal)],
  ["is empty", () => writeFile(journal, "")],
  ["is not JSON", () => appendFile(journal, "x\n")],
  ["has another line", () => appendFile(journal, "[]\n")],
  ["ends in the middle of a line", () => appendFile(journal, `"c"\td`)],
  ["has a content without its record", () => appendFile(journal, `"a"\td\n`)],
  ["has a content with another column", async () => appendFile(journal, `${await lineOf("a")}\tx\n`)],
  ["is from an earlier version", () => appendFile(journal, `${fileOf("a")}\td\t"a"\t{}\n`)],
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

test("a start reads everything if the folders were restored without the journal", async () => {
  await (await writeSome()).close();
  const backup = join(directory, "backup");
  for (const folder of ["objects", "data"])
    await cp(join(directory, folder), join(backup, folder), { recursive: true });
  const later = await openStore();
  await put(later, "a", "third");
  await later.close();
  for (const folder of ["objects", "data"]) {
    await rm(join(directory, folder), { recursive: true });
    await rename(join(backup, folder), join(directory, folder));
  }
  const store = await openStore();
  expect(await contentOf(store)).toEqual(EXPECTED);
  await store.close();
});

test("a start reads everything if the machine lost the lines that followed the closing of a journal", async () => {
  await (await writeSome()).close();
  const closed = (await readFile(journal, "utf8")).replace(/"boot":"[^"]*"(?=,"closed")/, '"boot":"before"');
  const data = join(directory, "data");
  await cp(data, join(directory, "kept"), { recursive: true });
  await put(await openStore(), "a", "third");
  await kill();
  await cp(join(directory, "kept"), data, { recursive: true });
  await writeFile(journal, closed);
  const store = await openStore();
  expect(await contentOf(store)).toEqual({ ...EXPECTED, a: "third" });
  await store.close();
});

test("a start removes data that no object names", async () => {
  await (await writeSome()).close();
  const data = join(directory, "data");
  const names = await readdir(data);
  await writeFile(join(data, "0".repeat(32)), "a deletion was interrupted");
  await writeFile(join(data, "not the store's own"), "");
  await (await openStore()).close();
  expect((await readdir(data)).sort()).toEqual([...names, "not the store's own"].sort());
});

test("a start after a stop does not read the folders, and one after a kill does", async () => {
  const leftover = join(directory, "data", "0".repeat(32));
  const store = await writeSome();
  await writeFile(leftover, "a start that reads the folders removes it");
  await store.close();
  const later = new Date(Date.now() + 60_000);
  await utimes(join(directory, "stopped.json"), later, later);
  const again = await openStore();
  expect(await contentOf(again)).toEqual(EXPECTED);
  await access(leftover);
  await put(again, "c", "c");
  await kill();
  const third = await openStore();
  expect(await contentOf(third)).toEqual({ ...EXPECTED, c: "c" });
  await expect(access(leftover)).rejects.toMatchObject({ code: "ENOENT" });
  await third.close();
});

test("the journal is written again when most of its lines are out of date", async () => {
  await (await writeSome()).close();
  await appendFile(journal, `"x"\t-\n`.repeat(10_100));
  await (await openStore()).close();
  expect((await readFile(journal, "utf8")).split("\n").length).toBeLessThan(10);
  const store = await openStore();
  expect(await contentOf(store)).toEqual(EXPECTED);
  await store.close();
});
