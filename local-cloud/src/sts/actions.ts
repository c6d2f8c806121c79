import type { CamPolicy } from "../cam/index.ts";
import type { LocalCredentials } from "../cos/credentials.ts";
import { isSameText } from "../cos/signature/verify-signature.ts";
import { findRole, type LocalAccount, readPolicy } from "./account.ts";
import { durationParameter, type StsCall, textParameter } from "./sts-call.ts";
import { StsError } from "./sts-error.ts";

/** What temporary credentials a call is to get. */
export interface Grant {
  readonly durationSeconds: number;
  /** All of them bind. */
  readonly policies: readonly CamPolicy[];
}

/** What an action has to go by. */
export interface ActionInput {
  readonly call: StsCall;
  readonly account: LocalAccount;
  /** Who calls, by a verified signature. */
  readonly caller: () => LocalCredentials;
  readonly isPermanent: (secretId: string) => boolean;
}

export type Action = (input: ActionInput) => Grant;

const MAX_FEDERATION_SECONDS = 129_600;
const MAX_ROLE_SECONDS = 43_200;
const ARN = /^qcs::cam::uin\/\d+:(?:roleName|role)\/[\w.+-]+$/;
const SESSION_NAME = /^[\w+=,.@-]{2,128}$/;
const ANY = /^.+$/s;

/** GetFederationToken (1312/48195): permanent keys only; the policy says all that the new ones may do. */
const getFederationToken: Action = ({ call, account, caller, isPermanent }) => {
  const { secretId, policies = [] } = caller();
  if (!isPermanent(secretId)) throw new StsError("InvalidParameter.AccessKeyNotSupport");
  textParameter(call, "Name", /^[A-Za-z]{1,64}$/);
  const policy = readPolicy(textParameter(call, "Policy", ANY), account);
  return {
    durationSeconds: durationParameter(call, 1_800, MAX_FEDERATION_SECONDS),
    policies: [...policies, policy],
  };
};

/** AssumeRole (1312/48197): permanent or temporary keys; a policy narrows what the role may do. */
const assumeRole: Action = ({ call, account, caller }) => {
  caller();
  const role = findRole(account, textParameter(call, "RoleArn", ARN));
  textParameter(call, "RoleSessionName", SESSION_NAME);
  const narrowing =
    call.parameters["Policy"] === undefined ? [] : [readPolicy(textParameter(call, "Policy", ANY), account)];
  return {
    durationSeconds: durationParameter(call, 7_200, MAX_ROLE_SECONDS),
    policies: [...role.policies, ...narrowing],
  };
};

/** AssumeRoleWithWebIdentity (1312/73070): no keys at all; the identity's token speaks for the caller. */
const assumeRoleWithWebIdentity: Action = ({ call, account }) => {
  const role = findRole(account, textParameter(call, "RoleArn", ARN));
  textParameter(call, "RoleSessionName", SESSION_NAME);
  const providerId = textParameter(call, "ProviderId", ANY);
  const token = textParameter(call, "WebIdentityToken", ANY);
  const isKnown = role.webIdentities?.some(
    (identity) => identity.providerId === providerId && isSameText(identity.token, token),
  );
  if (isKnown !== true) throw new StsError("InvalidParameter.WebIdentityTokenError");
  return { durationSeconds: durationParameter(call, 7_200, MAX_ROLE_SECONDS), policies: role.policies };
};

/** The actions that the local STS has. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ["GetFederationToken", getFederationToken],
  ["AssumeRole", assumeRole],
  ["AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity],
]);
