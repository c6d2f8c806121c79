export { type Cancellation, type CancelSignal, createCancellation } from "./cancel-signal";
export { cancellable, type StartedWork } from "./cancellable";
export { fileExtension } from "./file-extension";
export type { FileInfo, FormUpload, HttpRequest, HttpResponse, Platform, UploadProgress } from "./platform";
export { PlatformError, type PlatformErrorCode } from "./platform-error";
export { UploadError, type UploadErrorCode, type UploadErrorDetails, type UploadStage } from "./upload-error";
export {
  createUploader,
  type LocalFile,
  type PostUpload,
  type PutUpload,
  type Uploader,
  type UploaderOptions,
  type UploadHooks,
  type UploadOptions,
  type UploadResult,
  type UploadTask,
} from "./uploader";
