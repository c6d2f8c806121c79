import { authorize, type Credentials } from "./authorization.ts";
import type { NameValues } from "./http-string.ts";
import { objectUrl, urlEncode } from "./url-encode.ts";

/** An object to sign a URL for. */
export interface SignedUrlInput {
  readonly scheme: "http" | "https";
  /** The bucket's host, with its port unless that is the scheme's default. */
  readonly host: string;
  /** Not percent-encoded, without a leading slash. */
  readonly objectKey: string;
  readonly credentials: Credentials;
  /** The key time in the format of {@link formatKeyTime}. */
  readonly keyTime: string;
  /**
   * Parameters of the request. All of them are signed, so the holder of the URL cannot change them: `["imageMogr2/thumbnail/200x/", ""]`,
   * `["response-content-disposition", "attachment"]`.
   *
   * @default none
   */
  readonly query?: NameValues;
}

/**
 * Creates a URL that reads one object of a private bucket until its key time ends. The query parameters carry the signature.
 *
 * @throws {URIError} if the object key contains a lone surrogate
 * @see Request Signature (436/7778), "Signature usage"
 * @example
 * const url = signedUrl({
 *   scheme: "https",
 *   host: "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
 *   objectKey: "a b/it's(1)+100%~腾讯云.jpg",
 *   credentials: { secretId: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q", secretKey: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz" },
 *   keyTime: "1700000000;1700000900",
 * });
 * new URL(url).pathname; // "/a%20b/it%27s%281%29%2B100%25~%E8%85%BE%E8%AE%AF%E4%BA%91.jpg"
 */
export function signedUrl({ scheme, host, objectKey, credentials, keyTime, query = [] }: SignedUrlInput): string {
  const pathname = `/${objectKey}`;
  const { authorization } = authorize({
    method: "GET",
    pathname,
    query,
    headers: [["host", host]],
    credentials,
    keyTime,
  });
  const token = credentials.securityToken;
  const parameters = token === undefined ? authorization : `${authorization}&x-cos-security-token=${token}`;
  const own = query.map(([name, value]) => `${urlEncode(name)}=${urlEncode(value)}`);
  // The names in q-url-param-list are encoded already. As a part of its value they are encoded once more.
  const signature = parameters.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    return `${pair.slice(0, equals)}=${urlEncode(pair.slice(equals + 1))}`;
  });
  return `${objectUrl(scheme, host, objectKey)}?${[...own, ...signature].join("&")}`;
}
