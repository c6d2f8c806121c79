import { createPostPolicy, signPostPolicy } from "../src/index.ts";

const secretId = "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q";
const secretKey = "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz";

/** P1: the policy of POST Object (436/14690), "Calculating the signature". Its text is part of the vector. */
const PUBLISHED_POLICY = `{
    "expiration": "2019-08-30T09:38:12.414Z",
    "conditions": [
        { "acl": "default" },
        { "bucket": "examplebucket-1250000000" },
        [ "starts-with", "$key", "folder/subfolder/" ],
        [ "starts-with", "$Content-Type", "image/" ],
        [ "starts-with", "$success_action_redirect", "https://my.website/" ],
        [ "eq", "$x-cos-server-side-encryption", "AES256" ],
        { "q-sign-algorithm": "sha1" },
        { "q-ak": "${secretId}" },
        { "q-sign-time": "1567150692;1567157892" }
    ]
}`;

describe("signPostPolicy", () => {
  test("returns every published intermediate value of P1", () => {
    expect(signPostPolicy(PUBLISHED_POLICY, secretKey, "1567150692;1567157892")).toEqual({
      signKey: "39acc8c9f34ba5b19bce4e965b370cd3f62d2fba",
      stringToSign: "d5d903b8360468bc81c1311f134989bc8c8b5b89",
      signature: "7758dc9a832e9d301dca704cacbf9d9f8172fdef",
    });
  });
});

describe("createPostPolicy", () => {
  const input = {
    bucket: "examplebucket-1250000000",
    pinnedFields: { key: "uploads/腾讯云.jpg", "Content-Type": "image/jpeg" },
    freeFields: { success_action_status: "200" },
    contentLengthRange: [1, 1024],
    expirationSeconds: 1_700_000_900,
    keyTime: "1700000000;1700000900",
    credentials: { secretId, secretKey },
  } as const;
  const decode = (policy: string) => JSON.parse(Buffer.from(policy, "base64").toString());

  test("pins the bucket, the pinned fields, the three required conditions and the range, and nothing else", () => {
    expect(decode(createPostPolicy(input).policy)).toEqual({
      expiration: "2023-11-14T22:28:20.000Z",
      conditions: [
        { bucket: "examplebucket-1250000000" },
        { key: "uploads/腾讯云.jpg" },
        { "Content-Type": "image/jpeg" },
        { "q-sign-algorithm": "sha1" },
        { "q-ak": secretId },
        { "q-sign-time": "1700000000;1700000900" },
        ["content-length-range", 1, 1024],
      ],
    });
  });

  test("returns a form with a field for every condition and the signature of exactly the policy in the form", () => {
    const { formData, policy } = createPostPolicy(input);
    const text = Buffer.from(policy, "base64").toString();
    expect(formData).toEqual({
      key: "uploads/腾讯云.jpg",
      "Content-Type": "image/jpeg",
      success_action_status: "200",
      "q-sign-algorithm": "sha1",
      "q-ak": secretId,
      "q-key-time": "1700000000;1700000900",
      "q-signature": signPostPolicy(text, secretKey, input.keyTime).signature,
      policy,
    });
  });

  test("adds the token of temporary credentials to the form", () => {
    const credentials = { ...input.credentials, securityToken: "tok/en+==" };
    expect(createPostPolicy({ ...input, credentials }).formData["x-cos-security-token"]).toBe("tok/en+==");
  });

  test("does not change its input", () => {
    const frozen = Object.freeze({ ...input, pinnedFields: Object.freeze({ ...input.pinnedFields }) });
    expect(() => createPostPolicy(frozen)).not.toThrow();
  });
});
