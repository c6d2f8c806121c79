export { healthResponse, readyResponse } from "./health-response.ts";
export { type LoginRequest, type LoginResponse, loginRequest, loginResponse } from "./login.ts";
export {
  FIRST_PARTS,
  MAX_PART_NUMBER,
  MAX_PARTS_PER_REQUEST,
  type MultipartListResponse,
  type MultipartPartsResponse,
  type MultipartStart,
  type MultipartStartResponse,
  multipartComplete,
  multipartCompleteResponse,
  multipartCompletingResponse,
  multipartListResponse,
  multipartParts,
  multipartPartsResponse,
  multipartStart,
  multipartStartResponse,
  multipartToken,
  type SignedPart,
  type StoredUpload,
  storedUpload,
} from "./multipart.ts";
export { type Problem, problem } from "./problem.ts";
export {
  MAX_BATCH_FILES,
  MAX_EXTENSION_CHARACTERS,
  MAX_OBJECT_BYTES,
  type PostPolicyFile,
  type PutSignFile,
  postPolicyBatch,
  postPolicyFile,
  postPolicyQuery,
  putSignBatch,
  putSignFile,
  putSignQuery,
} from "./upload-request.ts";
export {
  type PostPolicyBatchResponse,
  type PostPolicyResponse,
  type PutSignBatchResponse,
  type PutSignResponse,
  postPolicyBatchResponse,
  postPolicyResponse,
  putSignBatchResponse,
  putSignResponse,
} from "./upload-response.ts";
