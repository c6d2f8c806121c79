import type { CredentialProvider } from "./credential-provider.ts";
import { credentialsUnavailable } from "./credentials-unavailable.ts";

/**
 * Creates a provider of the credentials that SCF and CloudBase put into a function's environment. It reads them for each signature, because
 * the platform may replace them. The platform does not expose their expiry, so a signature may outlive them. Set STS_ROLE_ARN to get
 * credentials whose expiry is known.
 *
 * @param read returns the current environment
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
        new Error("TENCENTCLOUD_SECRETID, _SECRETKEY and _SESSIONTOKEN are no longer in the environment"),
        5,
      );
    }
    return { secretId, secretKey, securityToken };
  };
}
