import type { CamPolicy } from "../cam/index.ts";

/** Keys that the local bucket takes signatures of. */
export interface LocalCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** Temporary keys have one; every request signed with them must carry it as `x-cos-security-token`. */
  readonly securityToken?: string;
  /** Unix seconds after which temporary keys are refused with ExpiredToken. @default never */
  readonly expiresSeconds?: number;
  /** What they may do: what every one of these policies allows. @default everything */
  readonly policies?: readonly CamPolicy[];
}

/** The credentials of a SecretId (`q-ak`), or undefined if nobody has it. */
export type FindCredentials = (secretId: string) => LocalCredentials | undefined;

/** A {@link FindCredentials} that knows one pair of keys. */
export function fixedCredentials(credentials: LocalCredentials): FindCredentials {
  return (secretId) => (secretId === credentials.secretId ? credentials : undefined);
}
