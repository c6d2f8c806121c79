import { authorize, type NameValues } from "@wx-cos-upload/cos-signature";
import type { FindCredentials, LocalCredentials } from "../credentials.ts";
import { CosError } from "../errors.ts";
import type { CosRequest } from "../request/cos-request.ts";
import { checkCredentials } from "./check-credentials.ts";
import { isSameText } from "./is-same-text.ts";
import { checkKeyTime } from "./key-time.ts";
import { isSignaturePart, type PresentedSignature } from "./presented-signature.ts";
import { signedPart } from "./signed-part.ts";

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
