import type { NameValues } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { allValues, type CosRequest, firstValue } from "../request/cos-request.ts";

/** The signature in a request, not yet verified. */
export interface PresentedSignature {
  /** `q-ak`. */
  readonly secretId: string;
  /** `q-sign-time`. */
  readonly signTime: string;
  /** `q-key-time`. */
  readonly keyTime: string;
  /** `q-header-list`, unparsed: `content-length;host`. */
  readonly headerList: string;
  /** `q-url-param-list`, unparsed. */
  readonly urlParamList: string;
  /** `q-signature`. */
  readonly signature: string;
}

const PARTS: readonly string[] = [
  "q-sign-algorithm",
  "q-ak",
  "q-sign-time",
  "q-key-time",
  "q-header-list",
  "q-url-param-list",
  "q-signature",
];

/** The parameter whose value is a complete Authorization, URL-encoded. Older SDKs create it. */
const SIGN = "sign";

/** Whether a query parameter is a signature or part of one. A signature cannot cover itself. */
export function isSignaturePart(name: string): boolean {
  return name === SIGN || PARTS.includes(name);
}

/** Any part of a signature of COS. An Authorization without one, such as `Basic …` or an empty one, does not concern COS. */
const OWN_PART = /(?:^|&)q-(?:sign-algorithm|ak|sign-time|key-time|header-list|url-param-list|signature)(?:=|&|$)/;

/**
 * Reads the signature from the Authorization header, from `q-*` parameters or from the parameter `sign`. Returns undefined for an anonymous
 * request, also if its Authorization or its `sign` is empty or is not of COS.
 *
 * @throws {CosError} InvalidArgument if the signature is malformed, or if there are several
 * @see Request Signature (436/7778), "Using a signature"
 */
export function presentedSignature({ headers, query }: CosRequest): PresentedSignature | undefined {
  const whole = [...allValues(headers, "authorization"), ...allValues(query, SIGN)].filter((text) =>
    OWN_PART.test(text),
  );
  const inQuery = query.filter(([name]) => PARTS.includes(name));
  if (whole.length + (inQuery.length > 0 ? 1 : 0) > 1) {
    throw new CosError("InvalidArgument", "The request carries more than one signature.");
  }
  if (whole[0] !== undefined) return parseAuthorization(whole[0]);
  return inQuery.length > 0 ? readPairs(inQuery) : undefined;
}

/**
 * Parses a complete Authorization: `q-sign-algorithm=sha1&q-ak=…&q-sign-time=…`.
 *
 * @throws {CosError} InvalidArgument unless it has each of the seven parts exactly once
 */
export function parseAuthorization(authorization: string): PresentedSignature {
  return readPairs(
    authorization.split("&").map((pair) => {
      const equals = pair.indexOf("=");
      return equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function readPairs(pairs: NameValues): PresentedSignature {
  if (part(pairs, "q-sign-algorithm") !== "sha1") {
    throw new CosError("InvalidArgument", "q-sign-algorithm is not sha1.");
  }
  return {
    secretId: part(pairs, "q-ak"),
    signTime: part(pairs, "q-sign-time"),
    keyTime: part(pairs, "q-key-time"),
    headerList: part(pairs, "q-header-list"),
    urlParamList: part(pairs, "q-url-param-list"),
    signature: part(pairs, "q-signature"),
  };
}

function part(pairs: NameValues, name: string): string {
  const value = firstValue(pairs, name);
  if (value === undefined || allValues(pairs, name).length > 1) {
    throw new CosError("InvalidArgument", `The signature needs ${name} exactly once.`);
  }
  return value;
}
