import { createUploader, type Uploader, type UploaderOptions, type UploadTask } from "../../src/uploader/index";
import { createPlatformOn } from "./browser-platform";
import { type BrowserFiles, createFileStore } from "./file-store";

/** An uploader of a web page, with the files of the page: {@link createBrowserUploader}. */
export interface BrowserUploader extends Uploader, BrowserFiles {}

/**
 * Creates an uploader for a web page, and for the H5 builds of Taro and uni-app. The signing server needs the page's origin in `CORS_ORIGINS`,
 * and the bucket needs CORS rules.
 *
 * @throws {TypeError} for invalid options, with the value and what to use
 * @example
 * const uploader = createBrowserUploader({ serverUrl: "https://sign.example.com" });
 * const file = uploader.addFile(input.files[0]);
 * const { objectKey } = await uploader.upload(file).result;
 * uploader.release(file);
 */
export function createBrowserUploader(options: Omit<UploaderOptions, "platform">): BrowserUploader {
  const files = createFileStore();
  const uploader = createUploader({ ...options, platform: createPlatformOn(files) });
  /** Tasks that may still read their file: all but those that are done. */
  const reading = new Set<UploadTask>();

  uploader.on("change", (task) => {
    const { filePath } = task.file;
    if (task.state.name !== "done") reading.add(task);
    else if (reading.delete(task) && ![...reading].some(({ file }) => file.filePath === filePath))
      files.endUpload(filePath);
  });

  return {
    ...uploader,
    addFile: files.addFile,
    release(file) {
      for (const task of reading) if (task.file.filePath === file.filePath) reading.delete(task);
      files.release(file);
    },
    releaseAll() {
      reading.clear();
      files.releaseAll();
    },
  };
}
