export { type Cancellation, type CancelSignal, createCancellation } from "./cancel-signal";
export { cancellable, type StartedWork } from "./cancellable";
export { fileExtension } from "./file-extension";
export type { FileInfo, FormUpload, HttpRequest, HttpResponse, Platform, UploadProgress } from "./platform";
export { PlatformError, type PlatformErrorCode } from "./platform-error";
export { UploadError, type UploadErrorCode, type UploadErrorDetails, type UploadStage } from "./upload-error";
export type { LocalFile, PostUpload, PutUpload, UploadHooks, UploadOptions, UploadResult } from "./upload-options";
export { createUploader, type Uploader, type UploaderOptions, type UploadTask } from "./uploader";
