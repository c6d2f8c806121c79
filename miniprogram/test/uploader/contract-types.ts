/** The contract's responses, in the one place where the tests of this workspace import them. */
export type {
  MultipartListResponse,
  MultipartPartsResponse,
  MultipartStartResponse,
  PostPolicyResponse,
  PutSignResponse,
  SignedPart,
  StoredUpload,
} from "@wx-cos-upload/contract";
