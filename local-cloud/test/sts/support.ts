import { tc3Authorize } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS, type LocalCredentials } from "../../src/cos/index.ts";
import { type LocalSts, type StartLocalStsOptions, startLocalSts } from "../../src/sts/index.ts";

export const NOW_SECONDS = 1_700_000_000;
export const RESOURCE = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/uploads/*";
export const POLICY = {
  version: "2.0",
  statement: [{ effect: "allow", action: ["name/cos:PutObject"], resource: [RESOURCE] }],
};
export const encoded = (policy: unknown) => encodeURIComponent(JSON.stringify(policy));
/** Valid parameters of GetFederationToken. */
export const FEDERATION = { Name: "test", Policy: encoded(POLICY), DurationSeconds: 1_800 };

/** Starts an STS on a free port before each test of the file, with a clock that the test controls. */
export function useLocalSts(options: StartLocalStsOptions = {}) {
  const clock = { seconds: NOW_SECONDS };
  let sts: LocalSts | undefined;
  beforeEach(async () => {
    clock.seconds = NOW_SECONDS;
    sts = await startLocalSts({ now: () => clock.seconds * 1000, ...options });
  });
  afterEach(() => sts?.close());
  return () => {
    if (sts === undefined) throw new Error("there is an STS only while a test runs");
    return { ...sts, clock };
  };
}

/** A call of the STS, with the ways in which a test tampers with it. */
export interface Call {
  readonly action?: string;
  readonly parameters?: object;
  readonly caller?: LocalCredentials;
  readonly timestampSeconds?: number;
  /** Headers that replace or complement the correct ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A body that replaces the signed one. */
  readonly body?: string;
  /** Changes the Authorization header. */
  readonly changeAuthorization?: (authorization: string) => string;
}

/** Calls an STS like a client that signs with Signature v3. */
export async function call(url: string, options: Call = {}) {
  const { action = "GetFederationToken", parameters = FEDERATION, timestampSeconds = NOW_SECONDS } = options;
  const { changeAuthorization = (text: string) => text } = options;
  const caller: LocalCredentials = options.caller ?? LOCAL_COS_DEFAULTS.credentials;
  const payload = JSON.stringify(parameters);
  const headers = [
    ["content-type", "application/json"],
    ["host", new URL(url).host],
  ] as const;
  const { authorization } = tc3Authorize({ ...caller, service: "sts", headers, payload, timestampSeconds });
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-TC-Action": action,
      "X-TC-Version": "2018-08-13",
      "X-TC-Timestamp": String(timestampSeconds),
      Authorization: changeAuthorization(authorization),
      ...(caller.securityToken !== undefined && { "X-TC-Token": caller.securityToken }),
      ...options.headers,
    },
    body: options.body ?? payload,
  });
  expect(response.status).toBe(200);
  const { Response } = JSON.parse(await response.text());
  return { Response };
}
