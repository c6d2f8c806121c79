import { createHash, createHmac } from "node:crypto";

/** The part of a Tencent Cloud API call (version 3) that its signature covers. Such a call is always a POST of JSON to `/`. */
export interface Tc3Input {
  readonly secretId: string;
  readonly secretKey: string;
  /** The product's name, which is the first label of its host: `sts`. */
  readonly service: string;
  /** Headers to sign: names in lower case, in any order, with `content-type` and `host` among them. Values are signed in lower case. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** The body, byte for byte as it is sent. */
  readonly payload: string;
  /** `X-TC-Timestamp`, in Unix seconds. */
  readonly timestampSeconds: number;
}

/** A signature with every intermediate value that the vendor's document names. */
export interface Tc3Authorization {
  readonly canonicalRequest: string;
  readonly signedHeaders: string;
  readonly stringToSign: string;
  readonly signature: string;
  /** The value of the `Authorization` header. */
  readonly authorization: string;
}

const ALGORITHM = "TC3-HMAC-SHA256";

/**
 * Signs a call of a Tencent Cloud API with TC3-HMAC-SHA256.
 *
 * @see Signature v3 (https://cloud.tencent.com/document/api/1312/48200), steps 1 to 4
 * @example
 * const { signature } = tc3Authorize({
 *   secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
 *   secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
 *   service: "cvm",
 *   headers: [["content-type", "application/json; charset=utf-8"], ["host", "cvm.tencentcloudapi.com"]],
 *   payload: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
 *   timestampSeconds: 1551113065,
 * });
 * // "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
 */
export function tc3Authorize(input: Tc3Input): Tc3Authorization {
  const { secretId, secretKey, service, payload, timestampSeconds } = input;
  const headers = input.headers.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const canonicalHeaders = headers.map(([name, value]) => `${name}:${value.trim().toLowerCase()}\n`).join("");
  const signedHeaders = headers.map(([name]) => name).join(";");
  const canonicalRequest = ["POST", "/", "", canonicalHeaders, signedHeaders, sha256(payload)].join("\n");

  // The day in UTC, regardless of the machine's time zone.
  const date = new Date(timestampSeconds * 1000).toISOString().slice(0, 10);
  const credentialScope = `${date}/${service}/tc3_request`;
  const stringToSign = [ALGORITHM, timestampSeconds, credentialScope, sha256(canonicalRequest)].join("\n");
  const signingKey = [date, service, "tc3_request"].reduce<string | Buffer>(
    (key, text) => createHmac("sha256", key).update(text).digest(),
    `TC3${secretKey}`,
  );
  const signature = createHmac("sha256", signingKey).update(stringToSign).digest("hex");
  return {
    canonicalRequest,
    signedHeaders,
    stringToSign,
    signature,
    authorization: `${ALGORITHM} Credential=${secretId}/${credentialScope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
