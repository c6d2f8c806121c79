import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
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
 * Stores objects without requests. A file `photos/a.jpg` of a folder becomes the object `photos/a.jpg`. Existing objects are overwritten.
 *
 * @returns the number of objects
 * @throws {CosError} for a key or a header that COS rejects
 * @throws {TypeError} for a header that does not become an object's metadata, and for one that is given twice
 * @throws the system's error if the folder cannot be read
 */
export async function seedBucket(bucket: Bucket, seed: Seed): Promise<number> {
  if (typeof seed === "string") return seedFolder(bucket, seed);
  const entries = Object.entries(seed);
  for (const [key, object] of entries) {
    const { body, headers = {} } =
      typeof object === "string" || object instanceof Uint8Array ? { body: object } : object;
    await store(bucket, key, chunksOf(body), headers);
  }
  return entries.length;
}

async function seedFolder(bucket: Bucket, folder: string): Promise<number> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    await store(bucket, relative(folder, path).split(sep).join("/"), createReadStream(path), {});
  }
  return files.length;
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
    if (!isMetadataName(name)) throw new TypeError(`seed: the header ${name} does not become an object's metadata`);
    if (named.has(name)) throw new TypeError(`seed: the header ${name} is given twice`);
    named.set(name, value);
  }
  return named;
}

async function* chunksOf(body: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof body === "string" ? Buffer.from(body) : body;
}
