import { createSecretRedactor, passwordsOf } from "../../src/observability/redact-secrets.ts";

const redact = createSecretRedactor(["secret-one", "secret-one-and-more", undefined, ""]);

describe("createSecretRedactor", () => {
  test.each([
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
    ["the user info of a URL", "fetch of https://admin:hunter2@a.example/x", "fetch of https://[redacted]@a.example/x"],
    ["one with an @ of its own", '"redis://:hun@ter2@a:6379/0" failed', '"redis://[redacted]@a:6379/0" failed'],
    ["two URLs", "http://a@b http://hunter2@c/d@e", "http://[redacted]@b http://[redacted]@c/d@e"],
    ["a scope of npm", "file:///app/node_modules/@scope/a.js", "file:///app/node_modules/@scope/a.js"],
    ["a URL and an address", "https://a.example/?to=b@c d@e", "https://a.example/?to=b@c d@e"],
    ["none", "listening on 127.0.0.1", "listening on 127.0.0.1"],
  ])("%s", (_what, text, redacted) => expect(redact(text)).toBe(redacted));
});

test.each([
  ["redis://:p%40ss@127.0.0.1", ["p%40ss", "p@ss"]],
  ["redis://127.0.0.1", []],
  ["redis://:a%zz@127.0.0.1", ["a%zz", "a%zz"]],
  ["127.0.0.1:6379", []],
])("passwordsOf(%j)", (url, passwords) => expect(passwordsOf(url)).toEqual(passwords));
