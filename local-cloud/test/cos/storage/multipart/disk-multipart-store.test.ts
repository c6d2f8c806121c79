import { randomBytes } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createDataFiles } from "../../../../src/cos/storage/data-files.ts";
import { openDiskStore } from "../../../../src/cos/storage/disk-store.ts";
import type { ObjectRecord } from "../../../../src/cos/storage/metadata-file.ts";
import { openMultipartStore } from "../../../../src/cos/storage/multipart/disk-multipart-store.ts";
import type { PlanCompletion } from "../../../../src/cos/storage/multipart/multipart-store.ts";
import type { ObjectStore } from "../../../../src/cos/storage/object-store.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "local-cos-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const METADATA = {
  acl: "default",
  storageClass: "STANDARD",
  headers: { "Content-Type": "video/mp4" },
  tags: [],
} as const;
const NOW_MS = 1_700_000_000_000;

function openStore(): Promise<ObjectStore> {
  return openDiskStore({ directory, randomBytes });
}

async function* bytesOf(body: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(body);
}

async function putPart(store: ObjectStore, id: string, number: number, body: string): Promise<boolean> {
  const part = { number, bytes: body.length, etag: "0".repeat(32), crc64: "0", lastModifiedMs: NOW_MS };
  return store.multipart.putPart(id, await store.receive(bytesOf(body)), part);
}

/** An upload with these parts, numbered from 1. */
async function beginUpload(store: ObjectStore, key: string, bodies: readonly string[]): Promise<string> {
  const { id } = await store.multipart.create({ key, initiatedMs: NOW_MS, metadata: METADATA });
  for (const [index, body] of bodies.entries()) await putPart(store, id, index + 1, body);
  return id;
}

const completeAll: PlanCompletion = (upload, parts) => {
  if (upload === undefined) throw new Error("no upload");
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const object = { ...METADATA, key: upload.key, bytes, etag: `0-${parts.length}`, crc64: "0", lastModifiedMs: NOW_MS };
  return { object, partNumbers: parts.map(({ number }) => number), onlyIfAbsent: false };
};

async function read(store: ObjectStore, key: string): Promise<string | undefined> {
  const opened = await store.open(key);
  return opened && text(opened.read());
}

function names(folder: string): Promise<string[]> {
  return readdir(join(directory, folder));
}

test("has the same uploads and parts after it is reopened", async () => {
  const store = await openStore();
  const ids = [await beginUpload(store, "照片/a", ["one", "two"]), await beginUpload(store, "b", [])];
  const [list, parts] = [store.multipart.list(), store.multipart.parts(ids[0] ?? "")];
  expect(list.map(({ key }) => key)).toEqual(["b", "照片/a"]);
  await store.close();
  const reopened = await openStore();
  expect(reopened.multipart.list()).toEqual(list);
  expect(reopened.multipart.parts(ids[0] ?? "")).toEqual(parts);
  expect(parts.map(({ number, bytes }) => [number, bytes])).toEqual([
    [1, 3],
    [2, 3],
  ]);
});

test("treats an upload as completed if the process was killed after the object was stored and before the upload was removed", async () => {
  const store = await openStore();
  const id = await beginUpload(store, "a", ["one", "two"]);
  const copy = join(directory, "copy");
  await cp(join(directory, "multipart"), copy, { recursive: true });
  expect(await (await store.multipart.complete(id, completeAll)).isStored).toBe(true);
  await store.close();
  await cp(copy, join(directory, "multipart"), { recursive: true });

  const reopened = await openStore();
  expect(reopened.multipart.find(id)).toBeUndefined();
  expect(await reopened.multipart.abort(id)).toBe(false);
  expect(await read(reopened, "a")).toBe("onetwo");
  expect(await names("multipart")).toEqual([]);
});

test("removes what a killed process left of an upload that it was creating, and data that no part names", async () => {
  const store = await openStore();
  const id = await beginUpload(store, "a", ["kept"]);
  await store.close();
  await mkdir(join(directory, "multipart", `1700000000${"0".repeat(64)}`));
  await writeFile(join(directory, "data", "f".repeat(32)), "received, but never named");
  const reopened = await openStore();
  expect(reopened.multipart.list().map((upload) => upload.id)).toEqual([id]);
  expect(await names("multipart")).toEqual([id]);
  expect(await names("data")).toHaveLength(1);
});

test("leaves other files in the folder of uploads untouched, and names a broken one", async () => {
  const store = await openStore();
  const id = await beginUpload(store, "a", ["one"]);
  await store.close();
  await writeFile(join(directory, "multipart", "notes.txt"), "theirs");
  await (await openStore()).close();
  expect(await readFile(join(directory, "multipart", "notes.txt"), "utf8")).toBe("theirs");
  const part = join(directory, "multipart", id, "00001.json");
  for (const content of ["", "[]", "{}", '{"part":{"number":"1"},"file":"a"}']) {
    await writeFile(part, content);
    await expect(openStore()).rejects.toThrow(`${part} is not a multipart upload of a local bucket`);
  }
});

test("keeps the part whose data began to arrive later, if the earlier one ends last", async () => {
  const store = await openStore();
  const id = await beginUpload(store, "a", []);
  const part = { number: 1, etag: "0".repeat(32), crc64: "0", lastModifiedMs: NOW_MS };
  const earlier = await store.receive(bytesOf("earlier"));
  const later = await store.receive(bytesOf("late"));
  expect(await store.multipart.putPart(id, later, { ...part, bytes: 4 })).toBe(true);
  expect(await store.multipart.putPart(id, earlier, { ...part, bytes: 7 })).toBe(true);
  expect(store.multipart.parts(id).map(({ bytes }) => bytes)).toEqual([4]);
  expect(await names("uploads")).toEqual([]);
  expect(await names("data")).toHaveLength(1);
});

test("stores no part of an upload that does not exist any more", async () => {
  const store = await openStore();
  const id = await beginUpload(store, "a", ["one"]);
  const data = await store.receive(bytesOf("two"));
  expect(await store.multipart.abort(id)).toBe(true);
  expect(
    await store.multipart.putPart(id, data, { number: 2, bytes: 3, etag: "", crc64: "0", lastModifiedMs: 0 }),
  ).toBe(false);
  await store.discard(data);
  expect([await names("multipart"), await names("data"), await names("uploads")]).toEqual([[], [], []]);
});

test("reads an object whose metadata file is of an earlier version, with one data file and an MD5", async () => {
  const store = await openStore();
  const data = await store.receive(bytesOf("old"));
  await store.put(
    data,
    { ...METADATA, key: "a", bytes: 3, etag: "e".repeat(32), crc64: "0", lastModifiedMs: NOW_MS },
    { onlyIfAbsent: false },
  );
  await store.close();
  const path = join(directory, "objects", (await names("objects"))[0] ?? "");
  const { object } = JSON.parse(await readFile(path, "utf8"));
  const { etag: md5, tags: _tags, ...rest } = object;
  await writeFile(path, JSON.stringify({ object: { ...rest, md5 }, dataFile: data.id }));
  const reopened = await openStore();
  expect(await read(reopened, "a")).toBe("old");
  expect(reopened.find("a")?.etag).toBe("e".repeat(32));
});

describe("a Complete that fails", () => {
  /** A multipart store whose object store places an object, or not, and then fails. */
  async function openFailing({ isPlaced }: { readonly isPlaced: boolean }) {
    const folder = (name: string) => join(directory, name);
    const folders = {
      objects: folder("objects"),
      data: folder("data"),
      uploads: folder("uploads"),
      multipart: folder("multipart"),
    };
    for (const path of Object.values(folders)) await mkdir(path);
    let placed: ObjectRecord | undefined;
    const multipart = openMultipartStore({
      folders,
      uploads: [],
      dataFiles: createDataFiles(folders.data),
      randomBytes,
      async placeRecord({ text: content, path, data }) {
        await writeFile(join(folders.data, data.id), "one");
        await writeFile(path, content);
      },
      async putRecord(record) {
        if (isPlaced) placed = record;
        throw new Error("The folder cannot be synced");
      },
      isObject: (record) => record === placed,
    });
    const { id } = await multipart.create({ key: "a", initiatedMs: NOW_MS, metadata: METADATA });
    const part = { number: 1, bytes: 3, etag: "0".repeat(32), crc64: "0", lastModifiedMs: NOW_MS };
    await multipart.putPart(id, { id: "d".repeat(32), bytes: 3, order: 1, synced: Promise.resolve() }, part);
    const { isStored } = await multipart.complete(id, completeAll);
    await expect(isStored).rejects.toThrow("cannot be synced");
    return { multipart, id };
  }

  test("after its object exists ends the upload: an abort leaves the object's data", async () => {
    const { multipart, id } = await openFailing({ isPlaced: true });
    expect(multipart.list()).toEqual([]);
    expect(await multipart.abort(id)).toBe(false);
    expect(await names("data")).toEqual(["d".repeat(32)]);
  });

  test("before its object exists keeps the upload and its parts", async () => {
    const { multipart, id } = await openFailing({ isPlaced: false });
    expect(multipart.parts(id)).toHaveLength(1);
    expect(await multipart.abort(id)).toBe(true);
    expect(await names("data")).toEqual([]);
  });
});
