import { createHash, timingSafeEqual } from "node:crypto";
import { authorize, type NameValues } from "@wx-cos-upload/cos-signature";
import type { FindCredentials, LocalCredentials } from "../credentials.ts";
import { CosError } from "../errors.ts";
import type { CosRequest } from "../request/cos-request.ts";
import { isSignaturePart, type PresentedSignature } from "./presented-signature.ts";

/** A signature and the request that it must fit. */
export interface SignatureCheck {
  readonly request: Pick<CosRequest, "method" | "pathname" | "query" | "headers">;
  readonly presented: PresentedSignature;
  /** `x-cos-security-token`, from the headers, the query or the form. */
  readonly securityToken: string | undefined;
  readonly findCredentials: FindCredentials;
  readonly nowSeconds: number;
}

/**
 * Signs the received request again with the secret key of the claimed access key id, and compares the signatures.
 *
 * @returns the credentials that signed the request
 * @throws {CosError} InvalidAccessKeyId, ExpiredToken, AccessDenied, InvalidArgument, SignatureDoesNotMatch
 * @see Request Signature (436/7778)
 */
export function verifySignature(check: SignatureCheck): LocalCredentials {
  const { presented, nowSeconds } = check;
  const credentials = checkCredentials({ ...check, secretId: presented.secretId });
  checkKeyTime(presented.keyTime, nowSeconds);
  checkSameTimes(presented);
  checkHostIsSigned(presented);
  const own = resign(check, credentials);
  if (!isSame(presented, own) && !isSame(presented, resignSorted(check, credentials))) throw mismatch(own);
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
 * Signs a request in which parameters are repeated, with their values in order. It is not published how COS orders them: cos-go-sdk-v5
 * sorts them, and others sign them in the order sent.
 */
function resignSorted(check: SignatureCheck, credentials: LocalCredentials): Resigned {
  const query = check.request.query.toSorted(([, a], [, b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return resign({ ...check, request: { ...check.request, query } }, credentials);
}

/**
 * Compares signatures and lists. The lists differ if a listed name is missing from the request or repeated, or if the list is not in the
 * order that was signed.
 */
function isSame(presented: PresentedSignature, own: Resigned): boolean {
  const hasSameLists = presented.headerList === own.headerList && presented.urlParamList === own.urlParamList;
  return isSameText(presented.signature, own.signature) && hasSameLists;
}

function mismatch({ httpString, stringToSign }: Resigned): CosError {
  return new CosError("SignatureDoesNotMatch", undefined, {
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

/** A signature without `host` would be valid for every bucket of the account. Tencent's SDKs always sign it. */
function checkHostIsSigned({ headerList }: PresentedSignature): void {
  if (headerList.split(";").includes("host")) return;
  throw new CosError(
    "AccessDenied",
    "q-header-list does not name host, so the signature would be valid for every bucket.",
  );
}

const KEY_TIME = /^(\d{1,15});(\d{1,15})$/;

/**
 * Checks that a key time is well formed and includes the current time. Both ends are included.
 *
 * @throws {CosError} InvalidArgument; AccessDenied "Request has expired". Tencent's SDKs correct their clock when they read this message
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
 * The headers or parameters that a list of names (`q-header-list`, `q-url-param-list`) covers: every pair with a listed name, including
 * repeated ones. A signature over one of two equal headers is therefore invalid.
 */
export function signedPart(list: string, pairs: NameValues): NameValues {
  const listed = new Set(list.split(";").map(decodeName));
  return pairs.filter(([name]) => listed.has(name.toLowerCase()));
}

/** Decodes a name of a list, which is URL-encoded and in lower case. An invalid name becomes "" and covers nothing. */
function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded).toLowerCase();
  } catch {
    return "";
  }
}

/** Whether two texts are equal. The time that this takes does not depend on where they differ. */
export function isSameText(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** A claim to have signed with certain credentials. */
export interface CredentialsCheck {
  /** `q-ak`. */
  readonly secretId: string;
  /** `x-cos-security-token`. Undefined and "" both mean that there is none. */
  readonly securityToken: string | undefined;
  readonly findCredentials: FindCredentials;
  readonly nowSeconds: number;
}

/**
 * Finds the credentials that a request claims to be signed with.
 *
 * @throws {CosError} InvalidAccessKeyId for an unknown access key id or a token of other credentials; ExpiredToken
 * @see 403 When Accessing COS. The code for a wrong token is not published
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
