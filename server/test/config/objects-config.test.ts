import { ConfigError, readConfig } from "../../src/config/config.ts";
import { createProofKeyPem } from "../support/test-objects.ts";

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test("without any variable, URLs live for ten minutes, and nothing is deleted", () => {
  expect(readConfig({}).objects).toEqual({
    proofKeys: undefined,
    deleteRejected: false,
    downloadSeconds: 600,
    downloadHost: undefined,
  });
});

test("with all variables", () => {
  const { objects } = readConfig({
    PROOF_KEYS: createProofKeyPem().trim(),
    DELETE_REJECTED: "true",
    DOWNLOAD_SECONDS: "3600",
    DOWNLOAD_HOST: "img.example.com",
  });
  expect(objects).toMatchObject({ deleteRejected: true, downloadSeconds: 3600, downloadHost: "img.example.com" });
  expect(objects.proofKeys).toHaveLength(1);
});

test.each<[environment: Readonly<Record<string, string>>, problem: RegExp]>([
  [{ PROOF_KEYS: "a-shared-secret-of-32-characters-!" }, /^PROOF_KEYS: contains no key; create one with: openssl/],
  [{ PROOF_KEYS: '{"kty":"oct","k":"c2VjcmV0"}' }, /^PROOF_KEYS: key 1 is of type oct, but ES256 needs an EC key/],
  [{ PROOF_KEYS: `'${createProofKeyPem()}'` }, /^PROOF_KEYS: is wrapped in quotation marks/],
  [{ DELETE_REJECTED: "yes" }, /^DELETE_REJECTED: "yes" is not one of true, false/],
  [{ DOWNLOAD_SECONDS: "59" }, /^DOWNLOAD_SECONDS: "59" is not seconds from 60 to 86400/],
  [{ DOWNLOAD_HOST: "https://img.example.com" }, /^DOWNLOAD_HOST: "https:\/\/img.example.com" is not a host/],
  [
    { CREDENTIALS: "federation", DOWNLOAD_SECONDS: "7000" },
    /^STS_DURATION_SECONDS: must be at least 7300: DOWNLOAD_SECONDS plus 300/,
  ],
])("%j is rejected", (environment, problem) => {
  const problems = problemsOf(environment);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

test("a rejected key is not quoted", () => {
  const pem = createProofKeyPem();
  const [, secret = ""] = pem.split("\n");
  const text = problemsOf({ PROOF_KEYS: pem.trim().replace("END PRIVATE", "END PUBLIC") }).join();
  expect(text).toContain("PROOF_KEYS");
  expect(text).not.toContain(secret);
});
