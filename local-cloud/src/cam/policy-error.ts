/** The second half of STS's `InvalidParameter.…`, in the vendor's spelling. */
export type CamPolicyErrorCode = "StrategyFormatError" | "StrategyInvalid" | "ResouceError";

/** A policy that is wrong, or says what is not modelled here. */
export class CamPolicyError extends Error {
  override readonly name = "CamPolicyError";
  readonly code: CamPolicyErrorCode;

  constructor(code: CamPolicyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
