import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { openDiskStore } from "../../../src/cos/storage/disk-store.ts";
import type { ObjectStore, StoredObject } from "../../../src/cos/storage/object-store.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "local-cos-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

function openStore(): Promise<ObjectStore> {
  return openDiskStore({ directory, randomBytes });
}

async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

function objectOf(key: string, body: string): StoredObject {
  const headers = { "Content-Type": "text/plain" };
  const measured = { bytes: body.length, etag: "0".repeat(32), crc64: "0", lastModifiedMs: 1_700_000_000_000 };
  return { key, ...measured, acl: "default", storageClass: "STANDARD", headers, tags: [] };
}

async function put(store: ObjectStore, key: string, body: string, onlyIfAbsent = false): Promise<boolean> {
  return store.put(await store.receive(chunks(body)), objectOf(key, body), { onlyIfAbsent });
}

async function read(store: ObjectStore, key: string): Promise<string | undefined> {
  const opened = await store.open(key);
  return opened && text(opened.read());
}

test("has the same objects after it is reopened", async () => {
  const store = await openStore();
  await put(store, "照片/a", "first");
  await put(store, "照片/a", "second");
  await put(store, "b", "b");
  await store.delete("b");
  await store.close();
  const reopened = await openStore();
  expect(reopened.keys()).toEqual(["照片/a"]);
  expect(reopened.find("照片/a")).toEqual(objectOf("照片/a", "second"));
  expect(await read(reopened, "照片/a")).toBe("second");
  expect(await readdir(join(directory, "data"))).toHaveLength(1);
});

test("removes the data of an overwritten or deleted object", async () => {
  const store = await openStore();
  await put(store, "a", "first");
  await put(store, "a", "second");
  expect(await readdir(join(directory, "data"))).toHaveLength(1);
  await store.delete("a");
  expect(await readdir(join(directory, "data"))).toEqual([]);
});

test("does not list received bytes until they are put", async () => {
  const store = await openStore();
  const data = await store.receive(chunks("a"));
  expect(store.keys()).toEqual([]);
  await store.discard(data);
  expect(await readdir(join(directory, "uploads"))).toEqual([]);
});

test("rejects with the error of a failing source and leaves nothing behind", async () => {
  const store = await openStore();
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from("a");
    throw new Error("cut off");
  }
  await expect(store.receive(failing())).rejects.toThrow("cut off");
  expect(await readdir(join(directory, "uploads"))).toEqual([]);
});

test("returns false and changes nothing for onlyIfAbsent with an existing key", async () => {
  const store = await openStore();
  expect(await put(store, "a", "first", true)).toBe(true);
  expect(await put(store, "a", "second", true)).toBe(false);
  expect(await read(store, "a")).toBe("first");
});

test("reads an open object completely although it is overwritten and deleted meanwhile", async () => {
  const store = await openStore();
  await put(store, "a", "first");
  const opened = await store.open("a");
  await put(store, "a", "second");
  await store.delete("a");
  expect(opened && (await text(opened.read()))).toBe("first");
  expect(await store.open("a")).toBeUndefined();
});

test("removes the leftovers of a killed process when it opens", async () => {
  const store = await openStore();
  await put(store, "a", "kept");
  await writeFile(join(directory, "uploads", "a".repeat(32)), "ha");
  await writeFile(join(directory, "uploads", `${"a".repeat(32)}.json`), "{");
  await writeFile(join(directory, "data", "b".repeat(32)), "whole, but never named");
  await store.close();
  const reopened = await openStore();
  expect(await read(reopened, "a")).toBe("kept");
  expect(await readdir(join(directory, "uploads"))).toEqual([]);
  expect(await readdir(join(directory, "data"))).toHaveLength(1);
});

test("leaves other files in the folder untouched when it opens", async () => {
  const theirs = ["uploads/photo.jpg", "data/table.csv", "objects/notes.txt"].map((name) => join(directory, name));
  for (const path of theirs) {
    await mkdir(dirname(path));
    await writeFile(path, "theirs");
  }
  expect((await openStore()).keys()).toEqual([]);
  for (const path of theirs) expect(await readFile(path, "utf8")).toBe("theirs");
});

test("names a broken metadata file when it opens", async () => {
  await (await openStore()).close();
  const path = join(directory, "objects", `${"c".repeat(64)}.json`);
  for (const content of ["", "[]", "{}", '{"object":{"key":1,"headers":{}},"dataFile":"a"}']) {
    await writeFile(path, content);
    await expect(openStore()).rejects.toThrow(`${path} is not an object of a local bucket`);
  }
});

test("rejects with the system's error if the folder is not writable", async () => {
  const store = await openStore();
  await put(store, "a", "first");
  await rm(join(directory, "uploads"), { recursive: true });
  await symlink("/dev/full", join(directory, "uploads"));
  await expect(store.receive(chunks("a"))).rejects.toMatchObject({ code: "ENOTDIR" });
  expect(await read(store, "a")).toBe("first");
});

test("keeps the previous object and leaves no new file if the metadata cannot be renamed into place", async () => {
  const store = await openStore();
  await put(store, "a", "first");
  const data = await store.receive(chunks("second"));
  const objects = join(directory, "objects");
  const [name = ""] = await readdir(objects);
  await rm(objects, { recursive: true });
  await expect(store.put(data, objectOf("a", "second"), { onlyIfAbsent: false })).rejects.toMatchObject({
    code: "ENOENT",
  });
  await store.discard(data);
  expect(name).toMatch(/^[0-9a-f]{64}\.json$/);
  expect(await read(store, "a")).toBe("first");
  expect(await readdir(join(directory, "uploads"))).toEqual([]);
  expect(await readdir(join(directory, "data"))).toHaveLength(1);
});
