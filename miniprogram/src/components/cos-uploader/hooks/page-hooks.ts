import type { UploadFile } from "../upload-file";

/** A value, or a promise of it. */
type Eventually<Value> = Value | Promise<Value>;

/** A file that `prepare` made. Fields that it leaves out stay as they are. */
export interface ReplacementFile extends Partial<Pick<UploadFile, "url" | "name" | "size" | "type" | "thumb">> {
  /** Called once the component no longer needs the file: it is removed from the list, or the component is detached. */
  release?(): void;
}

/**
 * The functions by which a page takes part. Each may be asynchronous, and may throw or reject. A string or the message of an `Error` is
 * then shown to the user. A hook that does not settle within `hookTimeoutMs` counts as rejected.
 */
export interface PageHooks {
  /**
   * Called with the picked files, before they are in the list. `false` adds none of them, a list adds the files with these `url`s, in this
   * order, and anything else adds all of them. If it rejects, none is added.
   */
  beforeAdd?(files: readonly UploadFile[]): Eventually<boolean | readonly Pick<UploadFile, "url">[] | undefined>;
  /**
   * Called before a file is uploaded, for one file at a time: to crop it, to add a watermark, to convert it. Returns the path of another
   * file, an object with it, or nothing to upload the file as it is. If it rejects, the file has failed, and the user can retry.
   */
  prepare?(file: UploadFile): Eventually<string | ReplacementFile | undefined>;
  /** Called when the user removes a file. `false` keeps it. If it rejects, the file stays too. */
  beforeRemove?(file: UploadFile): Eventually<boolean | undefined>;
}
