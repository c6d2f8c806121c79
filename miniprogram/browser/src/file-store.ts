import { type LocalFile, nameExtension, UploadError } from "../../src/uploader/index";

/** The files that a page uploads, by path. A path is a `blob:` URL, which an `<img>` or a `<video>` can show too. */
export interface BrowserFiles {
  /**
   * Makes a file uploadable, such as one of an `<input type="file">`, a drop or a canvas. Its path is an object URL, so the browser keeps the
   * file until you release it or close the page.
   *
   * @example
   * const photos = Array.from(input.files ?? [], uploader.addFile);
   * const tasks = uploader.uploadAll(photos);
   */
  addFile(file: Blob): LocalFile;
  /**
   * Forgets a file and revokes its `blob:` URL. Call it when the page no longer shows the file and its upload is over: an upload that has yet
   * to read the file fails with `file_not_found`. Does nothing for an unknown file.
   */
  release(file: Pick<LocalFile, "filePath">): void;
  /** Releases every file that was added or uploaded. */
  releaseAll(): void;
}

/** What the platform needs of the files besides. */
export interface FileStore extends BrowserFiles {
  /** @throws {UploadError} `file_not_found` */
  open(filePath: string): Promise<Blob>;
  /** Keeps a compressed copy of a file, and returns the copy's path. */
  addCopy(filePath: string, copy: Blob): string;
  /** Forgets what was kept for the upload alone: compressed copies, and what `open` read from a URL. */
  endUpload(filePath: string): void;
}

interface KeptFile {
  readonly blob: Promise<Blob>;
  /** Whether it came by `addFile`. It is then kept until it is released. */
  readonly isAdded: boolean;
  /** The paths of its compressed copies. */
  readonly copies: Set<string>;
}

/** Creates an empty store. */
export function createFileStore(): FileStore {
  const kept = new Map<string, KeptFile>();
  let copyCount = 0;

  function keep(filePath: string, blob: Promise<Blob>, isAdded = false): void {
    kept.set(filePath, { blob, isAdded, copies: new Set() });
  }

  function forgetCopies(filePath: string): void {
    const copies = kept.get(filePath)?.copies ?? [];
    for (const copy of copies) kept.delete(copy);
  }

  function release({ filePath }: Pick<LocalFile, "filePath">): void {
    forgetCopies(filePath);
    kept.delete(filePath);
    URL.revokeObjectURL(filePath);
  }

  return {
    addFile(file) {
      const filePath = URL.createObjectURL(file);
      keep(filePath, Promise.resolve(file), true);
      const extension = file instanceof File ? nameExtension(file.name) : undefined;
      return extension === undefined ? { filePath } : { filePath, extension };
    },
    release,
    releaseAll() {
      for (const filePath of kept.keys()) release({ filePath });
    },
    open(filePath) {
      const file = kept.get(filePath)?.blob ?? readUrl(filePath);
      // Read once: reading a `blob:` URL copies the bytes, and the page may revoke it during the upload.
      if (!kept.has(filePath)) {
        keep(filePath, file);
        file.catch(() => kept.delete(filePath));
      }
      return file;
    },
    addCopy(filePath, copy) {
      copyCount += 1;
      const path = `compressed copy ${copyCount}`;
      keep(path, Promise.resolve(copy));
      kept.get(filePath)?.copies.add(path);
      return path;
    },
    endUpload(filePath) {
      forgetCopies(filePath);
      if (kept.get(filePath)?.isAdded === false) kept.delete(filePath);
    },
  };
}

/** Reads a `blob:` URL, such as the pickers of Taro and uni-app return, or a `data:` URL. */
async function readUrl(url: string): Promise<Blob> {
  try {
    if (!/^(blob|data):/.test(url)) throw new TypeError("use addFile(), or a blob: or data: URL");
    const response = await fetch(url);
    return await response.blob();
  } catch (cause) {
    throw new UploadError("file_not_found", `no file at ${url.slice(0, MAX_QUOTED_CHARACTERS)}: ${cause}`, { cause });
  }
}

/** A `data:` URL may have megabytes. */
const MAX_QUOTED_CHARACTERS = 100;
