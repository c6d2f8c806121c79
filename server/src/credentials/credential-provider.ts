import type { Credentials } from "../cos/index.ts";

/**
 * Gives the credentials to sign with, each time a signature is made.
 * Fixed keys are a provider that gives a constant; temporary ones are a provider that calls out.
 */
export type CredentialProvider = () => Promise<Credentials>;

/** The same credentials always. */
export function fixedCredentials(credentials: Credentials): CredentialProvider {
  const answer = Promise.resolve(Object.freeze({ ...credentials }));
  return () => answer;
}
