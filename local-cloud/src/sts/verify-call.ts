import { tc3Authorize } from "@wx-cos-upload/cos-signature";
import type { LocalCredentials } from "../cos/credentials.ts";
import { isSameText } from "../cos/signature/verify-signature.ts";
import type { CredentialsRegistry } from "./credentials-registry.ts";
import type { StsCall } from "./sts-call.ts";
import { StsError } from "./sts-error.ts";

const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/\s]+)\/(\d{4}-\d{2}-\d{2})\/([a-z0-9]+)\/tc3_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const MAX_SKEW_SECONDS = 300;
const REQUIRED_HEADERS = ["content-type", "host"];

/**
 * Signs the received call again and compares the signatures.
 *
 * @returns the credentials of the caller
 * @throws {StsError} AuthFailure.*
 * @see Signature v3 (https://cloud.tencent.com/document/api/1312/48200)
 */
export function verifyCall(call: StsCall, registry: CredentialsRegistry, nowSeconds: number): LocalCredentials {
  const [, secretId = "", date, service, list = "", signature = ""] =
    AUTHORIZATION.exec(call.headers.get("authorization") ?? "") ?? [];
  if (secretId === "" || service !== "sts") throw new StsError("AuthFailure.InvalidAuthorization");
  const credentials = registry.find(secretId);
  if (credentials === undefined) throw new StsError("AuthFailure.SecretIdNotFound");
  const timestampSeconds = Number(call.headers.get("x-tc-timestamp"));
  // The negation also rejects NaN.
  if (!(Math.abs(nowSeconds - timestampSeconds) <= MAX_SKEW_SECONDS)) throw new StsError("AuthFailure.SignatureExpire");
  const names = list.split(";");
  if (REQUIRED_HEADERS.some((name) => !names.includes(name)) || names.some((name) => !call.headers.has(name))) {
    throw new StsError("AuthFailure.SignatureFailure");
  }
  const own = tc3Authorize({
    secretId,
    secretKey: credentials.secretKey,
    service,
    headers: names.map((name) => [name, call.headers.get(name) ?? ""]),
    payload: call.payload,
    timestampSeconds,
  });
  const isSame = isSameText(own.signature, signature) && own.signedHeaders === list;
  if (!isSame || !own.authorization.includes(`/${date}/`)) throw new StsError("AuthFailure.SignatureFailure");
  checkToken(credentials, call.headers.get("x-tc-token") ?? "", nowSeconds);
  return credentials;
}

function checkToken({ securityToken = "", expiresSeconds }: LocalCredentials, token: string, nowSeconds: number): void {
  const isOver = expiresSeconds !== undefined && nowSeconds > expiresSeconds;
  if (isOver || !isSameText(token, securityToken)) throw new StsError("AuthFailure.TokenFailure");
}
