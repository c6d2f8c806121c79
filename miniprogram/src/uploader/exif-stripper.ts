import { attempt, elementsOf, fieldsOf } from "./platform-values";
import { isJpeg, stripExif } from "./strip-exif";

/** The part of a phone's file system that {@link createExifStripper} uses. WeChat's has it. */
export interface ExifFileSystem {
  readFile(option: {
    readonly filePath: string;
    readonly position?: number;
    readonly length?: number;
    success(result: { readonly data: ArrayBuffer | string }): void;
    fail(failure: unknown): void;
  }): unknown;
  writeFile(option: {
    readonly filePath: string;
    readonly data: ArrayBuffer;
    success(): void;
    fail(failure: unknown): void;
  }): unknown;
  readdir(option: { readonly dirPath: string; success(result: { readonly files: readonly string[] }): void }): unknown;
  unlink(option: { readonly filePath: string }): unknown;
}

/** What {@link createExifStripper} needs: WeChat's `wx` has it. */
export interface ExifPlatform {
  getFileSystemManager(): ExifFileSystem;
  readonly env: { readonly USER_DATA_PATH: string };
}

/** A photo without Exif. */
export interface StrippedPhoto {
  readonly url: string;
  /** In bytes. */
  readonly size: number;
  /** Deletes the photo. */
  release(): void;
}

/**
 * Creates a function that removes Exif from a JPEG by {@link stripExif}. It writes the clean photo into the mini program's folder, and
 * resolves with it. It resolves with undefined for a file that is not a JPEG. It suits the component's hook `prepare`, which releases each
 * photo. Photos that were not released, because the mini program was closed, are deleted a day later.
 *
 * @throws {JpegError} (the promise rejects) if the JPEG is cut off or malformed
 * @throws {Error} (the promise rejects) if the phone cannot read or write the file
 * @example
 * this.selectComponent("#uploader").setHooks({ prepare: createExifStripper(wx) });
 */
export function createExifStripper(
  platform: ExifPlatform,
): (file: { readonly url: string }) => Promise<StrippedPhoto | undefined> {
  const folder = platform.env.USER_DATA_PATH;
  const files = platform.getFileSystemManager();
  let count = 0;
  // A phone that cannot list its files still strips Exif.
  attempt(() => deleteOldPhotos(files, folder));

  const read = (filePath: string, part: { readonly position?: number; readonly length?: number } = {}) =>
    new Promise<Uint8Array>((resolve, reject) =>
      files.readFile({
        filePath,
        ...part,
        success: ({ data }) =>
          typeof data === "string" ? reject(new Error("the file was read as text")) : resolve(new Uint8Array(data)),
        fail: (failure) => reject(failureOf("read", failure)),
      }),
    );
  const write = (filePath: string, data: ArrayBuffer) =>
    new Promise<void>((resolve, reject) =>
      files.writeFile({ filePath, data, success: resolve, fail: (failure) => reject(failureOf("written", failure)) }),
    );

  return async ({ url }) => {
    // Only the first bytes of other files, such as videos, are read into memory.
    if (!isJpeg(await read(url, { position: 0, length: 2 }))) return undefined;
    const clean = stripExif(await read(url));
    count += 1;
    const path = `${folder}/${PREFIX}${Date.now()}-${count}.jpg`;
    await write(path, clean.slice().buffer);
    return { url: path, size: clean.length, release: () => void files.unlink({ filePath: path }) };
  };
}

const PREFIX = "cos-uploader-clean-";
const DAY_MS = 24 * 60 * 60 * 1000;

function deleteOldPhotos(files: ExifFileSystem, folder: string): void {
  files.readdir({
    dirPath: folder,
    success({ files: names }) {
      for (const name of elementsOf(names)) {
        const [, time] = /^cos-uploader-clean-(\d+)-\d+\.jpg$/.exec(String(name)) ?? [];
        if (time !== undefined && Date.now() - Number(time) > DAY_MS) files.unlink({ filePath: `${folder}/${name}` });
      }
    },
  });
}

function failureOf(action: string, failure: unknown): Error {
  return Object.assign(new Error(`The photo could not be ${action}: ${String(fieldsOf(failure)["errMsg"])}`), {
    name: "FileError",
  });
}
