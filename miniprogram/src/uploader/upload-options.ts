import type { UploadProgress } from "./platform";
import type { UploadStage } from "./upload-error";

export interface LocalFile {
  /** As `wx.chooseMedia` gives it. */
  readonly filePath: string;
  /** The extension, if the path does not say it: `jpg`. */
  readonly extension?: string;
}

export interface UploadHooks {
  /** Called when the upload comes to a stage. */
  onStage?(stage: UploadStage): void;
}

/** The file's bytes are read into memory and sent as they are: up to 100 MB, and WeChat tells no progress. */
export interface PutUpload extends UploadHooks {
  readonly method: "put";
  /** Send the file's MD5 along, so that COS refuses bytes that were damaged on the way. @default false */
  readonly checkIntegrity?: boolean;
}

/** WeChat sends the file from storage as a form: larger files, and real progress. */
export interface PostUpload extends UploadHooks {
  readonly method: "post";
  onProgress?(progress: UploadProgress): void;
}

export type UploadOptions = PutUpload | PostUpload;

export interface UploadResult {
  /** Where the object is. In a private bucket, reading it takes a signature. */
  readonly objectUrl: string;
  /** Its key in the bucket, to be kept by your server. */
  readonly objectKey: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Entity tag without quotes, if the platform shows the answer's headers. */
  readonly etag?: string;
  /** COS's `x-cos-request-id`, likewise. */
  readonly requestId?: string;
}
