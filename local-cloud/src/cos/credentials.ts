import type { CamPolicy } from "../cam/index.ts";

/** Credentials whose signatures the local bucket accepts. */
export interface LocalCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** Temporary credentials have one. Every request signed with them must carry it as `x-cos-security-token`. */
  readonly securityToken?: string;
  /** Unix seconds after which requests with temporary credentials are rejected with ExpiredToken. @default never */
  readonly expiresSeconds?: number;
  /** CAM policies. The credentials may do what all of them allow. @default everything */
  readonly policies?: readonly CamPolicy[];
}

/** Returns the credentials of an access key id (`q-ak`), or undefined if it is unknown. */
export type FindCredentials = (secretId: string) => LocalCredentials | undefined;

/** Creates a {@link FindCredentials} that knows one pair of keys. */
export function fixedCredentials(credentials: LocalCredentials): FindCredentials {
  return (secretId) => (secretId === credentials.secretId ? credentials : undefined);
}
