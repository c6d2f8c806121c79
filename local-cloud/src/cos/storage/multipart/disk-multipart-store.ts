import { rm } from "node:fs/promises";
import { join } from "node:path";
import { compareKeys } from "../../object/compare-keys.ts";
import type { DataFiles } from "../data-files.ts";
import { syncFolder } from "../durable-files.ts";
import { createKeyedQueue } from "../keyed-queue.ts";
import type { ObjectRecord } from "../metadata-file.ts";
import type { StoreFolders } from "../store-folders.ts";
import type { ReceivedData } from "../stored-object.ts";
import type { Completion, CompletionPlan, MultipartStore, MultipartUpload, UploadedPart } from "./multipart-store.ts";
import {
  createUploadFolder,
  createUploadId,
  formatPartFile,
  type PartRecord,
  pathOfPart,
  removeUploadFolder,
  type UploadRecord,
} from "./upload-files.ts";

/** What a {@link MultipartStore} needs of the store that it belongs to. */
export interface MultipartStoreOptions {
  readonly folders: StoreFolders;
  /** The uploads that the folders contain. */
  readonly uploads: readonly UploadRecord[];
  readonly dataFiles: DataFiles;
  readonly randomBytes: (bytes: number) => Buffer;
  /** Moves received data into the data folder, and then a metadata file into place. */
  readonly placeRecord: (file: PartFile) => Promise<void>;
  /** Makes a record the object under its key. Its data is in the data folder. */
  readonly putRecord: (record: ObjectRecord, options: { readonly onlyIfAbsent: boolean }) => Promise<boolean>;
  /** Whether a record is the object under its key. */
  readonly isObject: (record: ObjectRecord) => boolean;
}

interface PartFile {
  readonly text: string;
  readonly path: string;
  readonly data: ReceivedData;
}

/** Opens the {@link MultipartStore} of a disk store. */
export function openMultipartStore(options: MultipartStoreOptions): MultipartStore {
  const { folders, dataFiles, randomBytes, placeRecord, putRecord, isObject } = options;
  const uploads = new Map(options.uploads.map((record) => [record.upload.id, record]));
  const enqueue = createKeyedQueue();

  return {
    async create(fields) {
      const upload: MultipartUpload = { id: createUploadId(fields.initiatedMs, randomBytes), ...fields };
      const temporaryPath = join(folders.uploads, `${randomBytes(16).toString("hex")}.json`);
      await createUploadFolder(folders.multipart, temporaryPath, upload);
      uploads.set(upload.id, { upload, parts: new Map() });
      return upload;
    },

    find: (id) => uploads.get(id)?.upload,
    list: () => [...uploads.values()].map(({ upload }) => upload).sort(compareUploads),
    parts: (id) => sortedParts(uploads.get(id)),

    putPart: (id, data, part) =>
      enqueue(id, async () => {
        const upload = uploads.get(id);
        if (upload === undefined) return false;
        const replaced = upload.parts.get(part.number);
        // The request that began later counts, in whatever order they end. Upload Part (436/7750)
        if (replaced !== undefined && replaced.order > data.order) {
          await rm(join(folders.uploads, data.id), { force: true });
          return true;
        }
        const record: PartRecord = { part, segments: [{ file: data.id, bytes: data.bytes }], order: data.order };
        const path = pathOfPart(folders.multipart, id, part.number);
        await placeRecord({ text: formatPartFile(record), path, data });
        upload.parts.set(part.number, record);
        await syncFolder(join(folders.multipart, id));
        if (replaced !== undefined) await dataFiles.remove(replaced.segments);
        return true;
      }),

    complete: (id, plan) =>
      new Promise<Completion>((resolve, reject) => {
        const isStored = enqueue(id, async () => {
          const record = uploads.get(id);
          const planned = plan(record?.upload, sortedParts(record));
          resolve({ plan: planned, isStored });
          return record !== undefined && store(record, planned);
        });
        isStored.catch(reject);
      }),

    abort: (id) =>
      enqueue(id, async () => {
        const record = uploads.get(id);
        if (record === undefined) return false;
        await removeUploadFolder(folders.multipart, id);
        uploads.delete(id);
        await removeParts([...record.parts.values()]);
        return true;
      }),
  };

  /**
   * The object names the data files of its parts. If the process is killed before the upload's folder is removed, the next start recognizes
   * by them that the upload was completed.
   */
  async function store(record: UploadRecord, { partNumbers, object, onlyIfAbsent }: CompletionPlan): Promise<boolean> {
    const { id } = record.upload;
    const chosen = new Set(partNumbers);
    const parts = [...record.parts.values()];
    const segments = partNumbers.flatMap((partNumber) => record.parts.get(partNumber)?.segments ?? []);
    const completed = { object, segments };
    try {
      if (!(await putRecord(completed, { onlyIfAbsent }))) return false;
    } catch (error) {
      // The object can exist although its folder was not synced. A retry or an abort must then leave its data alone.
      if (isObject(completed)) uploads.delete(id);
      throw error;
    }
    uploads.delete(id);
    await removeUploadFolder(folders.multipart, id).catch(() => {});
    await removeParts(parts.filter(({ part }) => !chosen.has(part.number)));
    return true;
  }

  async function removeParts(parts: readonly PartRecord[]): Promise<void> {
    await Promise.all(parts.map(({ segments }) => dataFiles.remove(segments)));
  }
}

function compareUploads(left: MultipartUpload, right: MultipartUpload): number {
  return compareKeys(left.key, right.key) || compareKeys(left.id, right.id);
}

function sortedParts(record: UploadRecord | undefined): readonly UploadedPart[] {
  const parts = [...(record?.parts.values() ?? [])].map(({ part }) => part);
  return parts.sort((left, right) => left.number - right.number);
}
