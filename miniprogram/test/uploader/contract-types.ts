/** The contract's responses, in the one place where the tests of this workspace import them. */
export type {
  ConfirmedUpload,
  DeleteResponse,
  DownloadsResponse,
  MultipartListResponse,
  MultipartPartsResponse,
  MultipartStartResponse,
  PostPolicyResponse,
  PutSignResponse,
  SignedPart,
  StoredUpload,
  UploadsResponse,
} from "@wx-cos-upload/contract";
