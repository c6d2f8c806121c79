/** Advice for errors of STS, by the start of their codes. */
const ADVICE = [
  ["AuthFailure.SecretIdNotFound", "the key is deleted, disabled or misspelt: check COS_SECRET_ID"],
  ["AuthFailure.InvalidSecretId", "the key is not an API key: check COS_SECRET_ID"],
  ["AuthFailure.SignatureFailure", "check that COS_SECRET_KEY belongs to COS_SECRET_ID"],
  ["AuthFailure.SignatureExpire", "this machine's clock is wrong by more than 5 minutes: set it"],
  ["AuthFailure.TokenFailure", "the token has expired or belongs to another key: check COS_SESSION_TOKEN"],
  ["AuthFailure.UnauthorizedOperation", "allow the caller this action in CAM: see docs/credentials.md"],
  ["UnauthorizedOperation", "allow the caller this action in CAM: see docs/credentials.md"],
  ["InvalidParameter.AccessKeyNotSupport", "GetFederationToken accepts permanent keys only: use CREDENTIALS=role"],
  ["InvalidParameter.OverTimeError", "set STS_DURATION_SECONDS to a duration that the account or the role allows"],
  ["InvalidParameter.GrantOtherResource", "the bucket belongs to another account: check COS_BUCKET"],
  ["InvalidParameter.WebIdentityTokenError", "STS rejects the cluster's token: check the role's identity provider"],
  ["ResourceNotFound.RoleNotFound", "check STS_ROLE_ARN"],
  ["InternalError.GetRoleError", "check STS_ROLE_ARN, and that the role trusts the caller"],
  ["RequestLimitExceeded", "too many calls of STS"],
  ["InternalError", "STS itself has failed"],
] as const;

/** The prefix of a code that has advice. Longer prefixes come first. */
export type StsAdviceCode = (typeof ADVICE)[number][0];

/** The {@link StsAdviceCode} of a code of STS. */
export function stsAdviceCode(code: string): StsAdviceCode | undefined {
  return ADVICE.find(([prefix]) => code.startsWith(prefix))?.[0];
}

/** English advice for a code of STS. */
export function stsAdvice(code: string): string | undefined {
  return ADVICE.find(([prefix]) => code.startsWith(prefix))?.[1];
}

const RETRYABLE = /^(?:InternalError|RequestLimitExceeded|NoResponse|HttpStatus5)/;

/** A failed call of STS. Its message is for the log and contains no key and no token. */
export class StsError extends Error {
  override readonly name = "StsError";
  /** Tencent's code, or `NoResponse`, `HttpStatus503`, `MalformedResponse`. */
  readonly code: string;
  /** The message of STS or of the network. */
  readonly detail: string;

  /** @param detail the message of STS or of the network */
  constructor(action: string, code: string, detail: string, options?: ErrorOptions) {
    const advice = stsAdvice(code);
    super(`STS ${action}: ${code} (${detail})${advice === undefined ? "" : `; ${advice}`}`, options);
    this.code = code;
    this.detail = detail;
  }

  /** Whether the same call may succeed a moment later. */
  get isRetryable(): boolean {
    return RETRYABLE.test(this.code);
  }
}
