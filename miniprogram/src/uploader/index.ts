export { type Cancellation, type CancelSignal, createCancellation } from "./cancel-signal";
export { cancellable, type StartedWork } from "./cancellable";
export { fileExtension } from "./file-extension";
export { type FileKind, formatOf, kindOf } from "./file-type";
export type { FileInfo, FormUpload, HttpRequest, HttpResponse, Platform, UploadProgress } from "./platform";
export { PlatformError, type PlatformErrorCode } from "./platform-error";
export { UploadError, type UploadErrorCode, type UploadErrorDetails, type UploadStage } from "./upload-error";
export { type EndState, isOver, type UploadState } from "./upload-state";
export type { Uploader, UploaderEvents, UploadTask, UploadTaskEvents } from "./upload-task";
export { createUploader } from "./uploader";
export type {
  Authorize,
  CompressOptions,
  LocalFile,
  MaxBytes,
  RetryOptions,
  UploaderOptions,
  UploadMethod,
  UploadOptions,
  UploadResult,
} from "./uploader-options";
export { UsageError } from "./usage-error";
