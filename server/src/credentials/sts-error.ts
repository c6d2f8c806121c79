/** What to do about an error of STS, by the beginning of its code. */
const ADVICE = [
  ["AuthFailure.SecretIdNotFound", "the key is deleted, disabled or misspelt: check COS_SECRET_ID"],
  ["AuthFailure.InvalidSecretId", "the key is no API key: check COS_SECRET_ID"],
  ["AuthFailure.SignatureFailure", "check that COS_SECRET_KEY is the key of COS_SECRET_ID"],
  ["AuthFailure.SignatureExpire", "this machine's clock is wrong by more than 5 minutes: set it"],
  ["AuthFailure.TokenFailure", "the token is over or is not the key's: check COS_SESSION_TOKEN"],
  ["AuthFailure.UnauthorizedOperation", "allow the caller this action in CAM: see docs/credentials.md"],
  ["UnauthorizedOperation", "allow the caller this action in CAM: see docs/credentials.md"],
  ["InvalidParameter.AccessKeyNotSupport", "GetFederationToken takes permanent keys only: use CREDENTIALS=role"],
  ["InvalidParameter.OverTimeError", "set STS_DURATION_SECONDS to what the account or the role allows"],
  ["InvalidParameter.GrantOtherResource", "the bucket is not the account's: check COS_BUCKET"],
  ["InvalidParameter.WebIdentityTokenError", "the cluster's token is not taken: check the role's identity provider"],
  ["ResourceNotFound.RoleNotFound", "check STS_ROLE_ARN"],
  ["InternalError.GetRoleError", "check STS_ROLE_ARN, and that the role trusts the caller"],
  ["RequestLimitExceeded", "STS is asked too often"],
  ["InternalError", "STS has a fault of its own"],
] as const;

/** What the codes begin with that there is advice for, the most exact first. */
export type StsAdviceCode = (typeof ADVICE)[number][0];

/** The {@link StsAdviceCode} of a code of STS. */
export function stsAdviceCode(code: string): StsAdviceCode | undefined {
  return ADVICE.find(([prefix]) => code.startsWith(prefix))?.[0];
}

/** What to do about a code of STS, in English. */
export function stsAdvice(code: string): string | undefined {
  return ADVICE.find(([prefix]) => code.startsWith(prefix))?.[1];
}

const RETRYABLE = /^(?:InternalError|RequestLimitExceeded|NoAnswer|HttpStatus5)/;

/** A call of STS that failed. Its message is for the log: it names no key and no token. */
export class StsError extends Error {
  override readonly name = "StsError";
  /** Tencent's code, or `NoAnswer`, `HttpStatus503`, `MalformedAnswer`. */
  readonly code: string;
  /** What STS or the network said. */
  readonly detail: string;

  /** @param detail what STS or the network said */
  constructor(action: string, code: string, detail: string, options?: ErrorOptions) {
    const advice = stsAdvice(code);
    super(`STS ${action}: ${code} (${detail})${advice === undefined ? "" : `; ${advice}`}`, options);
    this.code = code;
    this.detail = detail;
  }

  /** Whether the same call may go better a moment later. */
  get isRetryable(): boolean {
    return RETRYABLE.test(this.code);
  }
}
