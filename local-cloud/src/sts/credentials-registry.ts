import type { FindCredentials, LocalCredentials } from "../cos/credentials.ts";

/** The permanent credentials and the temporary ones that the local STS has issued. The local bucket accepts signatures of all of them. */
export interface CredentialsRegistry {
  readonly find: FindCredentials;
  /** Whether an access key id belongs to the permanent credentials. */
  isPermanent(secretId: string): boolean;
  add(credentials: LocalCredentials & { readonly expiresSeconds: number }): void;
}

/** How long expired credentials are remembered, so that requests with them fail as expired and not as unknown. */
const KEPT_SECONDS = 86_400;

/**
 * Creates a registry.
 *
 * @param nowSeconds returns the current time in Unix seconds
 */
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
