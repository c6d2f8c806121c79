import { createSecretRedactor } from "../src/redact-secrets.ts";

const redact = createSecretRedactor(["secret-one", "secret-one-and-more", undefined, ""]);

describe("createSecretRedactor", () => {
  it.each([
    ["a known one", "no luck with secret-one.", "no luck with [redacted]."],
    ["one that begins like another", "no luck with secret-one-and-more.", "no luck with [redacted]."],
    ["a bearer token", "Authorization: Bearer eyJhbGciOi.eyJzdWIi.c2ln and on", "Authorization: [redacted] and on"],
    [
      "one in JSON",
      '{"authorization":"Bearer eyJhbGciOi.eyJzdWIi.c2ln","a":1}',
      '{"authorization":"[redacted]","a":1}',
    ],
    [
      "one of COS",
      "x-cos-security-token: a+b/c==, q-signature=0af",
      "x-cos-security-token: [redacted], q-signature=[redacted]",
    ],
    ["one of STS", "SignedHeaders=host, Signature=0af1", "SignedHeaders=host, Signature=[redacted]"],
    ["none", "listening on 127.0.0.1", "listening on 127.0.0.1"],
  ])("%s", (_what, text, redacted) => expect(redact(text)).toBe(redacted));
});
