import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { unusableFolder } from "./folder-lock.ts";
import { parseMetadataFile } from "./metadata-file.ts";
import { readUploads, type UploadRecord } from "./multipart/upload-files.ts";
import type { ObjectRecord } from "./object-index.ts";

/** Names of the store's own files. The store never removes any other file in its folders. */
const DATA_FILE = /^[0-9a-f]{32}(?:\.json)?$/;
const METADATA_FILE = /^[0-9a-f]{64}\.json$/;

/** Paths of a store's folders. */
export interface StoreFolders {
  /** Metadata files, one for each object. */
  readonly objects: string;
  /** The bytes of objects. */
  readonly data: string;
  /** Data that is being received, and metadata files that are being written. */
  readonly uploads: string;
  /** Unfinished multipart uploads, one folder for each. */
  readonly multipart: string;
}

/** What a store finds in its folders. */
export interface StoreContents {
  readonly folders: StoreFolders;
  readonly records: readonly ObjectRecord[];
  readonly uploads: readonly UploadRecord[];
}

/**
 * Creates the folders of a store, reads its objects and unfinished multipart uploads, and removes data that neither needs.
 *
 * @throws an Error that names the file if a metadata file is unreadable, or LOCAL_COS_DIR if a folder cannot be created
 */
export async function openStoreFolders(directory: string): Promise<StoreContents> {
  const folders: StoreFolders = {
    objects: join(directory, "objects"),
    data: join(directory, "data"),
    uploads: join(directory, "uploads"),
    multipart: join(directory, "multipart"),
  };
  for (const folder of Object.values(folders)) {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw unusableFolder(directory, cause);
    });
  }
  const records = await readRecords(folders.objects);
  const uploads = await readUploads(folders.multipart, new Set(records.flatMap(({ uploadId }) => uploadId ?? [])));
  const parts = uploads.flatMap((upload) => [...upload.parts.values()]);
  const segments = [...records, ...parts].flatMap((record) => record.segments);
  await removeAllBut(new Set(), folders.uploads);
  await removeAllBut(new Set(segments.map(({ file }) => file)), folders.data);
  return { folders, records, uploads };
}

async function readRecords(folder: string): Promise<readonly ObjectRecord[]> {
  const records: ObjectRecord[] = [];
  for (const name of (await readdir(folder)).filter((file) => METADATA_FILE.test(file))) {
    const path = join(folder, name);
    try {
      records.push(parseMetadataFile(await readFile(path, "utf8")));
    } catch (cause) {
      throw new Error(`${path} is not an object of a local bucket`, { cause });
    }
  }
  return records;
}

async function removeAllBut(kept: ReadonlySet<string>, folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => DATA_FILE.test(name) && !kept.has(name));
  await Promise.all(names.map((name) => rm(join(folder, name))));
}
