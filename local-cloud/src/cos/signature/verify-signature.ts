import { createHash, timingSafeEqual } from "node:crypto";
import { authorize, type NameValues } from "@wx-cos-upload/cos-signature";
import type { FindCredentials, LocalCredentials } from "../credentials.ts";
import { CosError } from "../errors.ts";
import type { CosRequest } from "../request/cos-request.ts";
import { isSignaturePart, type PresentedSignature } from "./presented-signature.ts";

export interface SignatureCheck {
  readonly request: Pick<CosRequest, "method" | "pathname" | "query" | "headers">;
  readonly presented: PresentedSignature;
  /** `x-cos-security-token`, wherever the request carries it. */
  readonly securityToken: string | undefined;
  readonly findCredentials: FindCredentials;
  readonly nowSeconds: number;
}

/**
 * Signs again what the wire carries, with the secret key of the claimed SecretId, and compares.
 *
 * @returns the credentials that did sign the request
 * @throws {CosError} InvalidAccessKeyId, ExpiredToken, AccessDenied, InvalidArgument, SignatureDoesNotMatch
 * @see Request Signature (436/7778)
 */
export function verifySignature(check: SignatureCheck): LocalCredentials {
  const { presented, nowSeconds } = check;
  const credentials = checkCredentials({ ...check, secretId: presented.secretId });
  checkKeyTime(presented.keyTime, nowSeconds);
  checkSameTimes(presented);
  checkHostIsSigned(presented);
  compare(presented, resign(check, credentials));
  return credentials;
}

type Resigned = ReturnType<typeof authorize>;

function resign({ request, presented }: SignatureCheck, credentials: LocalCredentials): Resigned {
  return authorize({
    credentials,
    keyTime: presented.keyTime,
    method: request.method,
    pathname: request.pathname,
    query: signedPart(presented.urlParamList, withoutSignature(request.query)),
    headers: signedPart(presented.headerList, request.headers),
  });
}

/**
 * The lists are compared too: they differ when a listed name isn't on the wire, stands there twice, or when the list is not
 * in the order that was signed.
 */
function compare(presented: PresentedSignature, { httpString, stringToSign, ...own }: Resigned): void {
  const hasSameLists = presented.headerList === own.headerList && presented.urlParamList === own.urlParamList;
  if (isSameText(presented.signature, own.signature) && hasSameLists) return;
  throw new CosError("SignatureDoesNotMatch", undefined, {
    elements: { StringToSign: stringToSign, FormatString: httpString },
  });
}

/** A signature in the query cannot cover itself. */
function withoutSignature(query: NameValues): NameValues {
  return query.filter(([name]) => !isSignaturePart(name));
}

function checkSameTimes({ signTime, keyTime }: PresentedSignature): void {
  if (signTime === keyTime) return;
  throw new CosError("SignatureDoesNotMatch", "q-sign-time and q-key-time differ.");
}

/** Without it the signature would open every bucket of the account; Tencent's SDKs always sign it. */
function checkHostIsSigned({ headerList }: PresentedSignature): void {
  if (headerList.split(";").includes("host")) return;
  throw new CosError("AccessDenied", "q-header-list does not name host: the signature is bound to no bucket.");
}

const KEY_TIME = /^(\d{1,15});(\d{1,15})$/;

/**
 * Refuses a key time that is malformed, over or not yet begun. Both ends are inside.
 *
 * @throws {CosError} InvalidArgument; AccessDenied "Request has expired", the text that Tencent's SDKs correct their clock by.
 * @see Request Signature (436/7778), step 1; 403 When Accessing COS
 */
export function checkKeyTime(keyTime: string, nowSeconds: number): void {
  const [, start, end] = KEY_TIME.exec(keyTime) ?? [];
  if (start === undefined || end === undefined) {
    throw new CosError("InvalidArgument", "q-key-time is not <start>;<end> in Unix seconds.");
  }
  if (Number(start) < Number(end) && Number(start) <= nowSeconds && nowSeconds <= Number(end)) return;
  throw new CosError("AccessDenied", "Request has expired", {
    elements: { ServerTime: new Date(nowSeconds * 1000).toISOString() },
  });
}

/**
 * What a list of names (`q-header-list`, `q-url-param-list`) covers of the headers or parameters on the wire: every pair
 * with a listed name, repeated ones included, so that a signature over one of two equal headers fits neither.
 */
export function signedPart(list: string, pairs: NameValues): NameValues {
  const listed = new Set(list.split(";").map(decodeName));
  return pairs.filter(([name]) => listed.has(name.toLowerCase()));
}

/** Names stand in the list URL-encoded, then in lower case. A name that decodes to nothing covers nothing. */
function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded).toLowerCase();
  } catch {
    return "";
  }
}

/** Whether two texts are equal, in a time that doesn't tell where they differ. */
export function isSameText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

export interface CredentialsCheck {
  /** `q-ak`. */
  readonly secretId: string;
  /** `x-cos-security-token`; undefined and "" both mean none. */
  readonly securityToken: string | undefined;
  readonly findCredentials: FindCredentials;
  readonly nowSeconds: number;
}

/**
 * The credentials that a request claims to be signed with.
 *
 * @throws {CosError} InvalidAccessKeyId for an unknown SecretId or a token that isn't its own; ExpiredToken.
 * @see 403 When Accessing COS. The code for a wrong token is not published.
 */
export function checkCredentials(check: CredentialsCheck): LocalCredentials {
  const credentials = check.findCredentials(check.secretId);
  if (credentials === undefined) throw new CosError("InvalidAccessKeyId");
  if (!isSameText(check.securityToken ?? "", credentials.securityToken ?? "")) {
    throw new CosError("InvalidAccessKeyId", "x-cos-security-token is not the token of this access key Id.");
  }
  if (credentials.expiresSeconds !== undefined && check.nowSeconds > credentials.expiresSeconds) {
    throw new CosError("ExpiredToken");
  }
  return credentials;
}
