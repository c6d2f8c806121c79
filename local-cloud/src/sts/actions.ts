import type { CamPolicy } from "../cam/index.ts";
import type { LocalCredentials } from "../cos/credentials.ts";
import { isSameText } from "../cos/signature/verify-signature.ts";
import { findRole, type LocalAccount, readPolicy } from "./account.ts";
import { durationParameter, type StsCall, textParameter } from "./sts-call.ts";
import { StsError } from "./sts-error.ts";

/** The terms of the temporary credentials that a call gets. */
export interface Grant {
  readonly durationSeconds: number;
  /** The credentials may do what all of these policies allow. */
  readonly policies: readonly CamPolicy[];
}

/** The input of an action. */
export interface ActionInput {
  readonly call: StsCall;
  readonly account: LocalAccount;
  /** Verifies the signature and returns the caller's credentials. */
  readonly caller: () => LocalCredentials;
  readonly isPermanent: (secretId: string) => boolean;
}

/** One action of STS. @throws {StsError} if STS would reject the call */
export type Action = (input: ActionInput) => Grant;

const MAX_FEDERATION_SECONDS = 129_600;
const MAX_ROLE_SECONDS = 43_200;
const ARN = /^qcs::cam::uin\/\d+:(?:roleName|role)\/[\w.+-]+$/;
const SESSION_NAME = /^[\w+=,.@-]{2,128}$/;
const ANY = /^.+$/s;

/** GetFederationToken (1312/48195). It accepts permanent keys only. The policy alone determines what the new credentials may do. */
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

/** AssumeRole (1312/48197). It accepts permanent and temporary keys. A policy narrows what the role may do. */
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

/** AssumeRoleWithWebIdentity (1312/73070). It needs no keys: the web identity token authenticates the caller. */
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

/** The actions of the local STS. */
export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ["GetFederationToken", getFederationToken],
  ["AssumeRole", assumeRole],
  ["AssumeRoleWithWebIdentity", assumeRoleWithWebIdentity],
]);
