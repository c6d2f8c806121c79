import type { FindCredentials, LocalCredentials } from "../cos/credentials.ts";

/** Permanent keys, and the temporary ones that the local STS has given out: what the local bucket takes signatures of. */
export interface CredentialsRegistry {
  readonly find: FindCredentials;
  /** Whether these are the permanent ones. */
  isPermanent(secretId: string): boolean;
  add(credentials: LocalCredentials & { readonly expiresSeconds: number }): void;
}

/** So long after their end temporary keys are still known, so that they are refused as expired and not as unknown. */
const KEPT_SECONDS = 86_400;

/** @param nowSeconds the present, in Unix seconds */
export function createCredentialsRegistry(permanent: LocalCredentials, nowSeconds: () => number): CredentialsRegistry {
  const temporary = new Map<string, LocalCredentials & { readonly expiresSeconds: number }>();
  return {
    find: (secretId) => (secretId === permanent.secretId ? permanent : temporary.get(secretId)),
    isPermanent: (secretId) => secretId === permanent.secretId && permanent.securityToken === undefined,
    add(credentials) {
      for (const [secretId, { expiresSeconds }] of temporary) {
        if (expiresSeconds + KEPT_SECONDS < nowSeconds()) temporary.delete(secretId);
      }
      temporary.set(credentials.secretId, credentials);
    },
  };
}
