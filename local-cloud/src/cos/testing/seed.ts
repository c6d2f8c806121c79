import { createReadStream, type Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isUint8Array } from "node:util/types";
import { isMetadataName, readObjectMetadata } from "../object/object-metadata.ts";
import type { Bucket } from "../operations/operation.ts";
import { storeObject } from "../operations/store-object.ts";
import { MAX_OBJECT_BYTES } from "../request/cos-request.ts";
import { checkObjectKey } from "../request/object-key.ts";

/** The bytes of an object, or its bytes with headers. */
export type SeedObject = string | Uint8Array | SeedObjectWithHeaders;

/** An object with the headers of a PUT: `content-type`, `x-cos-meta-*`, `x-cos-acl`, … */
export interface SeedObjectWithHeaders {
  readonly body: string | Uint8Array;
  /** @default none; the type is then that of the key's suffix */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A folder whose files become objects, or objects by their key. */
export type Seed = string | Readonly<Record<string, SeedObject>>;

/**
 * Stores objects without requests. A file `photos/a.jpg` of a folder becomes the object `photos/a.jpg`, and so does a symbolic link to a file.
 * Links to folders are ignored. Existing objects are overwritten.
 *
 * @returns the number of objects
 * @throws an Error that names the key or the file, with COS's error for a key or a header that it rejects, or the system's error, as its cause
 */
export async function seedBucket(bucket: Bucket, seed: Seed): Promise<number> {
  if (typeof seed === "string") return seedFolder(bucket, seed);
  const entries = Object.entries(seed);
  for (const [key, object] of entries) {
    const { body, headers = {} } = typeof object === "string" || isUint8Array(object) ? { body: object } : object;
    await store(bucket, key, chunksOf(body), headers).catch((cause: unknown) => {
      throw seedError(key, cause);
    });
  }
  return entries.length;
}

async function seedFolder(bucket: Bucket, folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw seedError(folder, cause);
  });
  let count = 0;
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!(await isFile(entry, path))) continue;
    await store(bucket, relative(folder, path).split(sep).join("/"), createReadStream(path), {}).catch((cause) => {
      throw seedError(path, cause);
    });
    count += 1;
  }
  return count;
}

/** Whether a folder's entry is a file or a link to one. */
async function isFile(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const target = await stat(path).catch((cause: unknown) => {
    throw seedError(path, cause);
  });
  return target.isFile();
}

function seedError(what: string, cause: unknown): Error {
  return new Error(`cannot seed ${what}`, { cause });
}

async function store(
  bucket: Bucket,
  key: string,
  body: AsyncIterable<Uint8Array>,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  checkObjectKey(key);
  await storeObject(bucket, {
    key,
    body,
    metadata: readObjectMetadata(key, byName(headers)),
    contentMd5: undefined,
    forbidsOverwrite: false,
    maxBytes: MAX_OBJECT_BYTES,
  });
}

function byName(headers: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const [spelling, value] of Object.entries(headers)) {
    const name = spelling.toLowerCase();
    if (!isMetadataName(name)) throw new TypeError(`the header ${name} does not become an object's metadata`);
    if (named.has(name)) throw new TypeError(`the header ${name} is given twice`);
    named.set(name, value);
  }
  return named;
}

async function* chunksOf(body: string | Uint8Array): AsyncGenerator<Uint8Array> {
  if (typeof body !== "string" && !isUint8Array(body)) throw new TypeError("the body must be a string or a Uint8Array");
  yield typeof body === "string" ? Buffer.from(body) : body;
}
