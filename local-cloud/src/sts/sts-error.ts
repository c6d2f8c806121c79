/**
 * Every error of the local STS: its code and its default message.
 *
 * @see Error codes of STS (1312/48203), and those common to all APIs (1312/48199)
 */
const ERRORS = {
  "AuthFailure.InvalidAuthorization": "The Authorization header does not have the form of TC3-HMAC-SHA256.",
  "AuthFailure.SecretIdNotFound": "The SecretId is not found, please ensure that your SecretId is correct.",
  "AuthFailure.SignatureExpire":
    "The signature has expired: X-TC-Timestamp and the server's time differ by over 5 minutes.",
  "AuthFailure.SignatureFailure":
    "The provided credentials could not be validated. Please check your signature is correct.",
  "AuthFailure.TokenFailure": "The token does not belong to the SecretId, or it has expired.",
  "InternalError.SystemError": "Internal error.",
  InvalidAction: "The local STS does not have this action.",
  "InvalidParameter.AccessKeyNotSupport": "GetFederationToken accepts permanent keys only.",
  "InvalidParameter.GrantOtherResource": "The policy grants a resource of another account.",
  "InvalidParameter.OverTimeError": "DurationSeconds is longer than allowed.",
  "InvalidParameter.ParamError": "A parameter is missing or malformed.",
  "InvalidParameter.PolicyTooLong": "The policy is too long.",
  "InvalidParameter.ResouceError": "A resource of the policy is malformed.",
  "InvalidParameter.StrategyFormatError": "The policy is malformed.",
  "InvalidParameter.StrategyInvalid": "The policy is not valid.",
  "InvalidParameter.WebIdentityTokenError": "The web identity token is not valid.",
  NoSuchVersion: "The API version does not exist.",
  "ResourceNotFound.RoleNotFound": "The role does not exist.",
} as const satisfies Record<string, string>;

/** The `Code` of an error response. */
export type StsErrorCode = keyof typeof ERRORS;

/** The local STS rejects a call. Its response has status 200, as Tencent's APIs have it. */
export class StsError extends Error {
  override readonly name = "StsError";
  readonly code: StsErrorCode;

  constructor(code: StsErrorCode, message: string = ERRORS[code]) {
    super(message);
    this.code = code;
  }
}
