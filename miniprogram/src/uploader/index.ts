export { type CancelScope, type CleanUp, cancellable, closeScope, createCancelScope } from "./cancel-scope";
export { type FileKind, type Format, fileExtension, formatOf, nameExtension } from "./file-type";
export type { LocalFile } from "./local-file";
export type {
  Multipart,
  MultipartFile,
  MultipartHost,
  MultipartRun,
  MultipartSender,
  UnfinishedUpload,
} from "./multipart-sender";
export type {
  FileData,
  FileInfo,
  FileRange,
  FormUpload,
  HttpRequest,
  HttpResponse,
  LoginPlatform,
  Obstacle,
  Platform,
  PlatformStorage,
  Pressure,
  UploadProgress,
} from "./platform";
export { UploadError, type UploadErrorCode, type UploadErrorDetails, type UploadStage } from "./upload-error";
export type { UploadResult } from "./upload-result";
export { type EndState, isOver, type UploadState } from "./upload-state";
export type { Uploader, UploaderEvents, UploadTask, UploadTaskEvents } from "./upload-task";
export { createUploader } from "./uploader";
export type {
  Authorize,
  CompressOptions,
  MaxBytes,
  RetryOptions,
  UploaderOptions,
  UploadMethod,
  UploadOptions,
} from "./uploader-options";
