import type { Credentials } from "@wx-cos-upload/cos-signature";

/** Credentials as a provider returns them. */
export interface ProvidedCredentials extends Credentials {
  /** When temporary credentials expire, in Unix seconds. No signature made with them lives longer. */
  readonly expiresSeconds?: number;
}

/** Credentials that expire, with their security token. */
export interface TemporaryCredentials extends Credentials {
  readonly securityToken: string;
  /** Unix seconds. */
  readonly expiresSeconds: number;
}

/**
 * Returns the credentials for one signature. The signer calls it for each, so a provider of temporary credentials keeps them until they
 * expire.
 *
 * @example
 * import type { CredentialProvider } from "@wx-cos-upload/server";
 *
 * const credentials: CredentialProvider = async () => ({
 *   secretId: "AKIDexample",
 *   secretKey: "the-temporary-key",
 *   securityToken: "the-token",
 *   expiresSeconds: 1_795_435_200,
 * });
 */
export type CredentialProvider = () => Promise<ProvidedCredentials>;

/** Requests new temporary credentials. */
export type FetchCredentials = () => Promise<TemporaryCredentials>;

/**
 * Creates a provider of credentials that never change.
 *
 * @example
 * import { fixedCredentials } from "@wx-cos-upload/server";
 *
 * const credentials = fixedCredentials({ secretId: "AKIDexample", secretKey: "the-secret-key" });
 */
export function fixedCredentials(credentials: ProvidedCredentials): CredentialProvider {
  const provided = Promise.resolve(Object.freeze({ ...credentials }));
  return () => provided;
}
