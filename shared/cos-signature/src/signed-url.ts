import { authorize, type Credentials } from "./authorization.ts";
import { objectUrl, urlEncode } from "./url-encode.ts";

export interface SignedUrlInput {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly objectKey: string;
  readonly credentials: Credentials;
  /** As `formatKeyTime` writes it. */
  readonly keyTime: string;
}

/**
 * A URL that reads one object of a private bucket while its key time lasts: the signature travels as query parameters.
 *
 * @see Request Signature (436/7778), "Signature usage"
 */
export function signedUrl({ scheme, host, objectKey, credentials, keyTime }: SignedUrlInput): string {
  const headers: ReadonlyArray<readonly [string, string]> = [["host", host]];
  const { authorization } = authorize({ method: "GET", pathname: `/${objectKey}`, headers, credentials, keyTime });
  const token = credentials.securityToken;
  const parameters = token === undefined ? authorization : `${authorization}&x-cos-security-token=${token}`;
  const query = parameters.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    return `${pair.slice(0, equals)}=${urlEncode(pair.slice(equals + 1))}`;
  });
  return `${objectUrl(scheme, host, objectKey)}?${query.join("&")}`;
}
