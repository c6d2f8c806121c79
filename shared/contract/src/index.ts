export { healthAnswer, readyAnswer } from "./health-answer.ts";
export { type LoginAnswer, type LoginRequest, loginAnswer, loginRequest } from "./login.ts";
export { type Problem, problem } from "./problem.ts";
export {
  type PostPolicyAnswer,
  type PostPolicyBatchAnswer,
  type PutSignAnswer,
  type PutSignBatchAnswer,
  postPolicyAnswer,
  postPolicyBatchAnswer,
  putSignAnswer,
  putSignBatchAnswer,
} from "./upload-answer.ts";
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
