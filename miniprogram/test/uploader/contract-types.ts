/** The contract's responses, in the one place where the tests of this workspace import them. */
export type { PostPolicyResponse, PutSignResponse } from "@wx-cos-upload/contract";
