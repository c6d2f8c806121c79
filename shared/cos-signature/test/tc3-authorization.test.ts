import { createHash } from "node:crypto";
import { tc3Authorize } from "../src/tc3-authorization.ts";

/** The worked example of Tencent's "Signature v3" document (DescribeInstances), with its published sample keys. */
const PUBLISHED = {
  secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
  secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
  service: "cvm",
  headers: [
    ["content-type", "application/json; charset=utf-8"],
    ["host", "cvm.tencentcloudapi.com"],
  ],
  payload: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
  timestampSeconds: 1551113065,
} as const;

describe("tc3Authorize", () => {
  test("returns the published example's canonical request, string to sign, signature and header", () => {
    const { canonicalRequest, stringToSign, signature, authorization } = tc3Authorize(PUBLISHED);
    expect(canonicalRequest).toMatch(/\n35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064$/);
    expect(createHash("sha256").update(canonicalRequest).digest("hex")).toBe(
      "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
    );
    expect(stringToSign).toBe(
      "TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
    );
    expect(signature).toBe("72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168");
    expect(authorization).toBe(
      "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, " +
        "SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
    );
  });

  test("sorts headers by name before it signs them", () => {
    expect(tc3Authorize({ ...PUBLISHED, headers: PUBLISHED.headers.toReversed() })).toEqual(tc3Authorize(PUBLISHED));
  });

  test.each([
    ["payload", { payload: "{}" }],
    ["host", { headers: [PUBLISHED.headers[0], ["host", "sts.tencentcloudapi.com"]] }],
    ["service", { service: "sts" }],
    ["day", { timestampSeconds: PUBLISHED.timestampSeconds + 86_400 }],
    ["key", { secretKey: "other" }],
  ] as const)("returns another signature for another %s", (_name, change) => {
    expect(tc3Authorize({ ...PUBLISHED, ...change }).signature).not.toBe(tc3Authorize(PUBLISHED).signature);
  });
});
