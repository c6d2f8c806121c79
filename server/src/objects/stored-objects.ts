import {
  type ConfirmedUpload,
  DEFAULT_UPLOADS_PER_PAGE,
  type DeleteResponse,
  type DownloadsRequest,
  type DownloadsResponse,
  type UploadsResponse,
} from "@wx-cos-upload/contract";
import { CosCallError, type CosCallErrorOptions } from "../cos/cos-error.ts";
import { throwCosProblem } from "../cos/cos-problems.ts";
import type { DeletionFailure, ObjectCalls } from "../cos/object-calls.ts";
import type { Owner } from "../owner.ts";
import { FILE_TYPES } from "../uploads/file-types.ts";
import type { ParsedObjectKey } from "../uploads/parse-object-key.ts";
import type { ExtensionRules } from "../uploads/upload-rules.ts";
import type { ConfirmUploads } from "./confirm-uploads.ts";
import type { Cursors } from "./cursor.ts";
import type { DownloadSigner } from "./download-urls.ts";
import type { FoundUpload, ListNewestFirst } from "./newest-first.ts";
import type { ParseOwnKeys } from "./own-keys.ts";

/** Which page of a user's uploads to list. */
export interface PageRequest {
  /** Largest number of uploads on the page. @default 30 */
  readonly limit?: number | undefined;
  /** The cursor of the page before. @default the first page */
  readonly cursor?: string | undefined;
}

/**
 * What is stored: its state, URLs to read it, a user's list, and its end. A user reaches their own folder and nothing else; without a login,
 * only objects without a folder, whose keys nobody can guess.
 *
 * Each method @throws {ProblemError} `not_your_key`, and those that it names
 */
export interface StoredObjects {
  /** Returns the state of each object, in order. `owner` is `undefined` without a login. @throws {ProblemError} `credentials_unavailable` */
  confirm(keys: readonly string[], owner: Owner | undefined): Promise<readonly ConfirmedUpload[]>;
  /** Signs URLs that read the objects. It does not look whether they exist. @throws {ProblemError} `credentials_unavailable` */
  download(request: DownloadsRequest, owner: Owner | undefined): Promise<DownloadsResponse>;
  /** Lists a user's objects, newest first. @throws {ProblemError} `invalid_cursor`, `cos_unavailable`, `cos_refused`, `credentials_unavailable` */
  list(page: PageRequest, owner: Owner): Promise<UploadsResponse>;
  /** Deletes a user's objects. @throws {ProblemError} `cos_unavailable`, `cos_refused`, `credentials_unavailable` */
  delete(keys: readonly string[], owner: Owner): Promise<DeleteResponse>;
}

export interface StoredObjectsOptions {
  readonly cos: Pick<ObjectCalls, "deleteObjects">;
  /** Folders at the start of every object key, without a slash at either end. */
  readonly prefix: string;
  readonly rules: ExtensionRules;
  readonly parseOwnKeys: ParseOwnKeys;
  readonly confirmUploads: ConfirmUploads;
  readonly listNewestFirst: ListNewestFirst;
  readonly cursors: Cursors;
  /** Returns the signer of now. */
  readonly downloadSigner: () => Promise<DownloadSigner>;
  /** Called with a failure that the response reports for one key. */
  readonly reportFailure: (error: unknown) => void;
}

/** Creates {@link StoredObjects}. */
export function createStoredObjects(options: StoredObjectsOptions): StoredObjects {
  const { cos, prefix, rules, parseOwnKeys, confirmUploads, listNewestFirst, cursors, downloadSigner } = options;

  function typeOf(extension: string): string {
    const type = rules.get(extension) ?? FILE_TYPES.get(extension);
    return type?.contentType ?? "application/octet-stream";
  }

  function toListed({ parsed, bytes, lastModifiedMs }: FoundUpload, signer: DownloadSigner) {
    const contentType = typeOf(parsed.extension);
    return {
      contentType,
      bytes,
      storedAt: Math.floor((Number.isNaN(lastModifiedMs) ? startedMs(parsed) : lastModifiedMs) / 1000),
      ...signer.sign(parsed, { contentType }),
    };
  }

  function toDeletionResult({ key, code, message }: DeletionFailure): DeleteResponse["failed"][number] {
    const detail: CosCallErrorOptions = { status: 200, code, detail: message };
    const error = new CosCallError("DeleteObject", detail);
    options.reportFailure(error);
    return { cosKey: key, code: error.isTransient ? "cos_unavailable" : "cos_refused" };
  }

  return {
    async confirm(keys, owner) {
      return confirmUploads(parseOwnKeys(keys, owner));
    },

    async download({ keys, filename, thumbnailWidth }, owner) {
      const parsed = parseOwnKeys(keys, owner);
      const signer = await downloadSigner();
      const { expiresAt, expiresInSeconds } = signer;
      const downloads = parsed.map((key) =>
        signer.sign(key, { contentType: typeOf(key.extension), filename, thumbnailWidth }),
      );
      return { downloads, expiresAt, expiresInSeconds };
    },

    async list({ limit = DEFAULT_UPLOADS_PER_PAGE, cursor }, owner) {
      const folder = `${prefix}/${owner}/`;
      const start = cursor === undefined ? {} : await cursors.verify(cursor, folder);
      const page = await listNewestFirst(folder, limit, start).catch(throwCosProblem);
      // After the listing, which can take seconds: clients count the lifetime from the response.
      const signer = await downloadSigner();
      const { expiresAt, expiresInSeconds } = signer;
      return {
        uploads: page.uploads.map((upload) => toListed(upload, signer)),
        ...(page.next !== undefined && { cursor: await cursors.issue(page.next, folder) }),
        expiresAt,
        expiresInSeconds,
      };
    },

    async delete(keys, owner) {
      parseOwnKeys(keys, owner);
      const failures = await cos.deleteObjects(keys).catch(throwCosProblem);
      const failed = failures.map(toDeletionResult);
      const kept = new Set(failed.map(({ cosKey }) => cosKey));
      return { deleted: keys.filter((key) => !kept.has(key)), failed };
    },
  };
}

/** When an upload began, by its key and as if that were in UTC. Only for a listing without a date. */
function startedMs({ time }: ParsedObjectKey): number {
  return Date.parse(time.replace(/^(....)(..)(..)(..)(..)(..)$/, "$1-$2-$3T$4:$5:$6Z"));
}
