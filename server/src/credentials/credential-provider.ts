import type { Credentials } from "@wx-cos-upload/cos-signature";

/** Credentials as a provider has them. */
export interface ProvidedCredentials extends Credentials {
  /** When temporary ones end, in Unix seconds. No signature made with them lives longer. */
  readonly expiresSeconds?: number;
}

/** Credentials that end, and come with a token. */
export interface TemporaryCredentials extends Credentials {
  readonly securityToken: string;
  /** Unix seconds. */
  readonly expiresSeconds: number;
}

/**
 * Gives the credentials to sign with, each time a signature is made.
 * Fixed keys are a provider that gives a constant; temporary ones are a provider that calls out, and remembers.
 */
export type CredentialProvider = () => Promise<ProvidedCredentials>;

/** Calls out for new temporary credentials, each time it is called. */
export type FetchCredentials = () => Promise<TemporaryCredentials>;

/** The same credentials always. */
export function fixedCredentials(credentials: ProvidedCredentials): CredentialProvider {
  const answer = Promise.resolve(Object.freeze({ ...credentials }));
  return () => answer;
}
