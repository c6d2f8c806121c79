import type { FindCredentials, LocalCredentials } from "../credentials.ts";
import { CosError } from "../errors.ts";
import { isSameText } from "./is-same-text.ts";

export interface CredentialsCheck {
  /** `q-ak`. */
  readonly secretId: string;
  /** `x-cos-security-token`; undefined and "" both mean none. */
  readonly securityToken: string | undefined;
  readonly findCredentials: FindCredentials;
  readonly nowSeconds: number;
}

/**
 * The credentials that a request claims to be signed with.
 *
 * @throws {CosError} InvalidAccessKeyId for an unknown SecretId or a token that isn't its own; ExpiredToken.
 * @see 403 When Accessing COS. The code for a wrong token is not published.
 */
export function checkCredentials(check: CredentialsCheck): LocalCredentials {
  const credentials = check.findCredentials(check.secretId);
  if (credentials === undefined) throw new CosError("InvalidAccessKeyId");
  if (!isSameText(check.securityToken ?? "", credentials.securityToken ?? "")) {
    throw new CosError("InvalidAccessKeyId", "x-cos-security-token is not the token of this access key Id.");
  }
  if (credentials.expiresSeconds !== undefined && check.nowSeconds > credentials.expiresSeconds) {
    throw new CosError("ExpiredToken");
  }
  return credentials;
}
