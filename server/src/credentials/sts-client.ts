import type { Credentials } from "@wx-cos-upload/cos-signature";
import { tc3Authorize } from "@wx-cos-upload/cos-signature";
import { fetchText, type HttpEffects, NoResponseError } from "../remote/fetch-text.ts";
import type { TemporaryCredentials } from "./credential-provider.ts";
import { StsError } from "./sts-error.ts";
import { readStsResponse } from "./sts-response.ts";

export interface StsClientOptions extends HttpEffects {
  /** `https://sts.tencentcloudapi.com`, without a path. */
  readonly endpoint: string;
  /** `X-TC-Region`. */
  readonly region: string;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** Resolves after a time in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Called after each call with `ok` or the error code. @default does nothing */
  readonly countCall?: (action: string, outcome: string) => void;
}

/** A call of STS that returns temporary credentials. */
export interface StsCall {
  readonly action: "GetFederationToken" | "AssumeRole" | "AssumeRoleWithWebIdentity";
  readonly parameters: Readonly<Record<string, string | number>>;
  /** The caller's credentials. `undefined` if a web identity token replaces them. */
  readonly caller: Credentials | undefined;
}

/** @throws {StsError} */
export type CallSts = (call: StsCall) => Promise<TemporaryCredentials>;

const VERSION = "2018-08-13";
const CONTENT_TYPE = "application/json; charset=utf-8";
const TIMEOUT_MS = 3_000;
const MAX_RESPONSE_BYTES = 64 * 1024;
const RETRY_PAUSE_MS = 200;

/**
 * Creates a client of STS. It retries a call once after an error of the network or of STS itself.
 *
 * @see GetFederationToken (1312/48195), AssumeRole (1312/48197), AssumeRoleWithWebIdentity (1312/73070)
 */
export function createStsClient(options: StsClientOptions): CallSts {
  const { endpoint, region, now, wait, random, countCall = () => {} } = options;
  const host = new URL(endpoint).host;

  return async function callSts(call) {
    try {
      return await counted(call);
    } catch (error) {
      if (!(error instanceof StsError && error.isRetryable)) throw error;
      await wait(RETRY_PAUSE_MS * (1 + random()));
      return counted(call);
    }
  };

  async function counted(call: StsCall): Promise<TemporaryCredentials> {
    try {
      const credentials = await callOnce(call);
      countCall(call.action, "ok");
      return credentials;
    } catch (error) {
      countCall(call.action, error instanceof StsError ? error.code : "unknown");
      throw error;
    }
  }

  async function callOnce({ action, parameters, caller }: StsCall): Promise<TemporaryCredentials> {
    const payload = JSON.stringify(parameters);
    const timestampSeconds = Math.floor(now() / 1000);
    const headers = {
      "Content-Type": CONTENT_TYPE,
      "X-TC-Action": action,
      "X-TC-Version": VERSION,
      "X-TC-Region": region,
      "X-TC-Timestamp": String(timestampSeconds),
      Authorization: authorization(action, payload, timestampSeconds, caller),
      ...(caller?.securityToken !== undefined && { "X-TC-Token": caller.securityToken }),
    };
    const { status, text } = await post(action, headers, payload);
    return readStsResponse(action, status, text);
  }

  async function post(action: string, headers: Record<string, string>, body: string) {
    const limits = { ...options, timeoutMs: TIMEOUT_MS, maxBytes: MAX_RESPONSE_BYTES };
    try {
      return await fetchText(`${endpoint}/`, { method: "POST", headers, body }, limits);
    } catch (error) {
      if (error instanceof NoResponseError) throw new StsError(action, "NoResponse", error.message);
      throw error;
    }
  }

  function authorization(
    action: string,
    payload: string,
    timestampSeconds: number,
    caller: Credentials | undefined,
  ): string {
    // Tencent's own SDKs send this for an unsigned call.
    if (caller === undefined) return "SKIP";
    const { secretId, secretKey } = caller;
    const headers = [
      ["content-type", CONTENT_TYPE],
      ["host", host],
      ["x-tc-action", action],
    ] as const;
    return tc3Authorize({ secretId, secretKey, service: "sts", headers, payload, timestampSeconds }).authorization;
  }
}
