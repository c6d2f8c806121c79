export type { ConfirmedUpload, StoredUpload, UnconfirmedUpload } from "../confirm-uploads";
export { createUploadsClient } from "./create-uploads-client";
export type {
  Deletion,
  Download,
  Downloads,
  FailedDeletion,
  ListedUpload,
  UploadsPage,
  UrlExpiry,
} from "./read-uploads";
export type { DownloadOptions, ListOptions, UploadsClient, UploadsClientOptions } from "./uploads-client";
