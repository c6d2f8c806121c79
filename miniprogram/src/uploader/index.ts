export { type CancelScope, type CleanUp, cancellable, closeScope, createCancelScope } from "./cancel-scope";
export { type FileKind, type Format, fileExtension, formatOf, nameExtension } from "./file-type";
export type {
  FileData,
  FileInfo,
  FormUpload,
  HttpRequest,
  HttpResponse,
  LoginPlatform,
  Obstacle,
  Platform,
  UploadProgress,
} from "./platform";
export { UploadError, type UploadErrorCode, type UploadErrorDetails, type UploadStage } from "./upload-error";
export { type EndState, isOver, type UploadState } from "./upload-state";
export type { UnfinishedUpload, Uploader, UploaderEvents, UploadTask, UploadTaskEvents } from "./upload-task";
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
