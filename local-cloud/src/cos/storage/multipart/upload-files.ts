import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../system-error.ts";
import type { DataSegment } from "../data-files.ts";
import { syncFolder, writeDurably } from "../durable-files.ts";
import { numberOf, parseMetadata, recordOf, textOf } from "../metadata-file.ts";
import type { MultipartUpload, UploadedPart } from "./multipart-store.ts";

/** A part and the file that holds its bytes. */
export interface PartRecord {
  readonly part: UploadedPart;
  /** An array, because a data folder identifies data by it. */
  readonly segments: readonly [DataSegment];
  /** @see ReceivedData.order. 0 for a part from before the start. */
  readonly order: number;
}

/** An upload and its parts by number. */
export interface UploadRecord {
  readonly upload: MultipartUpload;
  readonly parts: Map<number, PartRecord>;
}

const UPLOAD_ID = /^\d{10}[0-9a-f]{64}$/;
const UPLOAD_FILE = "upload.json";
const PART_FILE = /^(\d{5})\.json$/;
/** Files that are read at once. More would need more descriptors than a process may have. */
const CONCURRENT_READS = 64;

/** Creates an upload id. Every published one consists of 10 digits, the Unix time in seconds, and 64 hex digits. */
export function createUploadId(nowMs: number, randomBytes: (bytes: number) => Buffer): string {
  return (
    Math.floor(nowMs / 1000)
      .toString()
      .padStart(10, "0") + randomBytes(32).toString("hex")
  );
}

/** Creates an upload's folder. Renaming its `upload.json` into place is the moment at which the upload exists. */
export async function createUploadFolder(
  folder: string,
  temporaryPath: string,
  upload: MultipartUpload,
): Promise<void> {
  const path = join(folder, upload.id);
  try {
    await mkdir(path);
    await writeDurably(temporaryPath, `${JSON.stringify(upload, undefined, 2)}\n`);
    await rename(temporaryPath, join(path, UPLOAD_FILE));
    await syncFolder(path);
    await syncFolder(folder);
  } catch (error) {
    await Promise.all([rm(temporaryPath, { force: true }), rm(path, { recursive: true, force: true })]);
    throw error;
  }
}

/** Removes an upload's folder. Removing its `upload.json` is the moment at which the upload ceases to exist. */
export async function removeUploadFolder(folder: string, id: string): Promise<void> {
  const path = join(folder, id);
  await rm(join(path, UPLOAD_FILE), { force: true });
  await syncFolder(path);
  await rm(path, { recursive: true, force: true });
}

/** The path of a part's metadata file. */
export function pathOfPart(folder: string, id: string, partNumber: number): string {
  return join(folder, id, `${String(partNumber).padStart(5, "0")}.json`);
}

/** Formats a part's metadata file. */
export function formatPartFile({ part, segments: [segment] }: PartRecord): string {
  return `${JSON.stringify({ part, file: segment.file }, undefined, 2)}\n`;
}

/**
 * Reads the unfinished uploads of a folder. It removes the folders of uploads that a killed process had not created or removed
 * completely. That includes an upload whose parts' data belongs to an object: it was completed.
 *
 * @param objectFiles returns the data files of all objects. It is called only if there are uploads
 * @throws an Error that names the file if a file is unreadable
 */
export async function readUploads(folder: string, objectFiles: () => ReadonlySet<string>): Promise<UploadRecord[]> {
  const records: UploadRecord[] = [];
  const ids = (await readdir(folder)).filter((name) => UPLOAD_ID.test(name));
  const filesOfObjects = ids.length === 0 ? new Set() : objectFiles();
  for (const id of ids) {
    const path = join(folder, id);
    const upload = await readJson(join(path, UPLOAD_FILE), parseUpload);
    const parts = upload === undefined ? new Map<number, PartRecord>() : await readParts(path);
    const isCompleted = [...parts.values()].some(({ segments: [{ file }] }) => filesOfObjects.has(file));
    if (upload === undefined || isCompleted) await removeUploadFolder(folder, id);
    else records.push({ upload, parts });
  }
  return records;
}

async function readParts(path: string): Promise<Map<number, PartRecord>> {
  const names = (await readdir(path)).filter((name) => PART_FILE.test(name));
  const parts: PartRecord[] = [];
  for (let at = 0; at < names.length; at += CONCURRENT_READS) {
    const batch = names.slice(at, at + CONCURRENT_READS).map((name) => readJson(join(path, name), parsePart));
    parts.push(...(await Promise.all(batch)).filter((part) => part !== undefined));
  }
  return new Map(parts.map((record) => [record.part.number, record]));
}

/** Resolves with undefined if there is no file. */
async function readJson<T>(path: string, parse: (value: unknown) => T): Promise<T | undefined> {
  try {
    return parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    if (isSystemError(cause, "ENOENT")) return undefined;
    throw new Error(`${path} is not a multipart upload of a local bucket`, { cause });
  }
}

function parseUpload(value: unknown): MultipartUpload {
  const upload = recordOf(value);
  return {
    id: textOf(upload["id"]),
    key: textOf(upload["key"]),
    initiatedMs: numberOf(upload["initiatedMs"]),
    metadata: parseMetadata(upload["metadata"]),
  };
}

function parsePart(value: unknown): PartRecord {
  const { part: fields, file } = recordOf(value);
  const part = recordOf(fields);
  const bytes = numberOf(part["bytes"]);
  return {
    part: {
      number: numberOf(part["number"]),
      bytes,
      etag: textOf(part["etag"]),
      crc64: textOf(part["crc64"]),
      lastModifiedMs: numberOf(part["lastModifiedMs"]),
    },
    segments: [{ file: textOf(file), bytes }],
    order: 0,
  };
}
