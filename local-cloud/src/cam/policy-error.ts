/** The part of STS's error code after `InvalidParameter.`, in the vendor's spelling. */
export type CamPolicyErrorCode = "StrategyFormatError" | "StrategyInvalid" | "ResouceError";

/** A policy is invalid or uses something that is not modelled here. */
export class CamPolicyError extends Error {
  override readonly name = "CamPolicyError";
  readonly code: CamPolicyErrorCode;

  constructor(code: CamPolicyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
