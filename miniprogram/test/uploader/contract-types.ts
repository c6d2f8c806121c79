/** The contract's responses, under the names that the tests of this workspace use. */
export type {
  PostPolicyAnswer as PostPolicyResponse,
  PutSignAnswer as PutSignResponse,
} from "@wx-cos-upload/contract";
