import type { CredentialProvider } from "./credential-provider.ts";
import { credentialsUnavailable } from "./credentials-unavailable.ts";

/**
 * The credentials that SCF and CloudBase put into a function's environment. They are read anew for each signature, since the
 * platform may replace them. When they end isn't told, so a signature can't be kept from outliving them: with a role of its own
 * (STS_ROLE_ARN) it can.
 *
 * @param read gives the environment as it is now
 * @throws {ProblemError} `credentials_unavailable`
 */
export function environmentCredentials(read: () => Readonly<Record<string, string | undefined>>): CredentialProvider {
  return async () => {
    const environment = read();
    const secretId = environment["TENCENTCLOUD_SECRETID"];
    const secretKey = environment["TENCENTCLOUD_SECRETKEY"];
    const securityToken = environment["TENCENTCLOUD_SESSIONTOKEN"];
    if (!secretId || !secretKey || !securityToken) {
      throw credentialsUnavailable(
        new Error("TENCENTCLOUD_SECRETID, _SECRETKEY and _SESSIONTOKEN are not in the environment any more"),
        5,
      );
    }
    return { secretId, secretKey, securityToken };
  };
}
