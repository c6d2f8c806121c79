import { ConfigError, readConfig } from "../../src/config/config.ts";
import { readWorkerConfig } from "../../src/config/worker-config.ts";
import { WEBHOOK_SECRET } from "../support/webhook-receiver.ts";

const BYTES = Buffer.from("a secret of 31 bytes, for tests", "utf8");
const SECRET = `whsec_${BYTES.toString("base64")}`;
const URL = "https://www.example.com/webhooks";
const COS_SECRET = "S3cretOfTheTest-0123456789abcdef-0123";
const PRODUCTION = {
  NODE_ENV: "production",
  ALLOW_ANONYMOUS: "true",
  COS_SECRET_ID: "AKIDexample",
  COS_SECRET_KEY: COS_SECRET,
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
  COS_SERVICE_SECRET_ID: "AKIDservice",
  COS_SERVICE_SECRET_KEY: COS_SECRET,
  UPLOAD_TOKEN_KEYS: COS_SECRET,
  WEBHOOK_URL: URL,
  WEBHOOK_SECRET: SECRET,
};

function problemsOf(
  read: (environment: Readonly<Record<string, string>>) => unknown,
  environment: Readonly<Record<string, string>>,
) {
  try {
    read(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test("without any variable there are no webhooks", () => {
  expect(readConfig({}).webhooks).toBeUndefined();
});

test("one secret, or several for a change of secrets", () => {
  const { webhooks } = readConfig({ WEBHOOK_URL: URL, WEBHOOK_SECRET: `${SECRET},${WEBHOOK_SECRET}` });
  expect(webhooks).toMatchObject({ url: URL, hasWorker: true, cosEventsSecret: undefined });
  expect(webhooks?.secrets.map((secret) => secret.length)).toEqual([31, 24]);
  expect(webhooks?.secrets[0].equals(BYTES)).toBe(true);
});

const unpadded = SECRET.replace(/=+$/, "");
test("padding of base64 can be left out", () => {
  expect(readConfig({ WEBHOOK_URL: URL, WEBHOOK_SECRET: unpadded }).webhooks?.secrets[0].equals(BYTES)).toBe(true);
});

test.each([
  ["plain text", "my webhook secret, in words", /begins with whsec_; create one with: echo "whsec_/],
  ["base64 without the prefix", BYTES.toString("base64"), /begins with whsec_/],
  ["as in a signature", `v1,${SECRET}`, /has "v1," in front of a secret.*write whsec_… alone/],
  [
    "10 bytes",
    `whsec_${Buffer.alloc(10, 1).toString("base64")}`,
    /has 10 bytes after base64 decoding, but needs 24 to 64/,
  ],
  [
    "65 bytes",
    `whsec_${Buffer.alloc(65, 1).toString("base64")}`,
    /has 65 bytes after base64 decoding, but needs 24 to 64/,
  ],
  ["base64url", `whsec_${Buffer.alloc(32, 0xfb).toString("base64url")}`, /is in base64url; write standard base64/],
  ["no base64", `whsec_${"ä".repeat(40)}`, /is not base64 after whsec_/],
  ["a line feed at the end", `${SECRET}\n`, /has white space or an invisible character around it/],
  ["a carriage return at the end", `${SECRET}\r`, /ends with a carriage return/],
  ["quotation marks", `"${SECRET}"`, /is wrapped in quotation marks/],
  ["the same twice", `${SECRET},${SECRET}`, /contains the same secret twice/],
  ["an empty second", `${SECRET},`, /begins with whsec_/],
])("a secret that is %s is rejected, and not quoted", (_, secret, reason) => {
  const problems = problemsOf(readConfig, { WEBHOOK_URL: URL, WEBHOOK_SECRET: secret });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^WEBHOOK_SECRET: /);
  expect(problems[0]).toMatch(reason);
  expect(problems[0]).not.toContain(secret.trim().slice(-12));
});

test.each<[url: string, production: boolean, problem: RegExp | undefined]>([
  ["https://www.example.com/hooks?a=b", true, undefined],
  ["http://127.0.0.1:4000/hooks", true, undefined],
  ["http://[::1]:4000/hooks", true, undefined],
  ["http://receiver:4000/hooks", false, undefined],
  ["http://www.example.com/hooks/t0ken", true, /"http:\/\/www.example.com\/…" is not an https URL/],
  ["https://user:pa55@www.example.com/", true, /contains a user or a password/],
  ["ftp://www.example.com/", false, /is not an https URL/],
  ["www.example.com/hooks", false, /"www.example.com" is not an https URL/],
])("the URL %s, in production: %s", (url, production, problem) => {
  const environment = production
    ? { ...PRODUCTION, REDIS_URL: "redis://127.0.0.1:6379", WEBHOOK_URL: url }
    : { WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET };
  const problems = problemsOf(readConfig, environment);
  if (problem === undefined) {
    expect(problems).toEqual([]);
    return;
  }
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
  expect(problems[0]).not.toMatch(/pa55|t0ken/);
});

test.each<[what: string, environment: Readonly<Record<string, string>>, problem: RegExp]>([
  ["in production without Redis", PRODUCTION, /^WEBHOOK_URL: needs REDIS_URL: a queue in memory would lose webhooks/],
  ["without a secret", { WEBHOOK_URL: URL }, /^WEBHOOK_SECRET: is missing/],
  ["a secret without a URL", { WEBHOOK_SECRET: SECRET }, /^WEBHOOK_SECRET: is for webhooks only; set WEBHOOK_URL/],
  ["events without a URL", { COS_EVENTS_SECRET: COS_SECRET }, /^COS_EVENTS_SECRET: is for webhooks only/],
  [
    "a short events secret",
    { WEBHOOK_URL: URL, WEBHOOK_SECRET: SECRET, COS_EVENTS_SECRET: "short" },
    /^COS_EVENTS_SECRET: has 5 characters, but needs at least 32/,
  ],
  [
    "no worker and no Redis",
    { WEBHOOK_URL: URL, WEBHOOK_SECRET: SECRET, WEBHOOK_WORKER: "false" },
    /^WEBHOOK_WORKER: is false, which needs REDIS_URL/,
  ],
  [
    "a bucket without the service identity",
    {
      ...Object.fromEntries(Object.entries(PRODUCTION).filter(([name]) => !name.startsWith("COS_SERVICE"))),
      REDIS_URL: "redis://127.0.0.1:6379",
    },
    /^WEBHOOK_URL: needs COS_SERVICE_SECRET_ID and COS_SERVICE_SECRET_KEY/,
  ],
])("%s is rejected", (_, environment, problem) => {
  const problems = problemsOf(readConfig, environment);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

test("a worker needs the queue and the endpoint, and reads no key of COS", () => {
  const environment = { NODE_ENV: "production", WEBHOOK_URL: URL, WEBHOOK_SECRET: SECRET, REDIS_URL: "redis://r:6379" };
  expect(readWorkerConfig(environment)).toMatchObject({
    redisUrl: "redis://r:6379",
    webhooks: { url: URL },
    listen: { host: "127.0.0.1", port: 3000 },
  });
  expect(problemsOf(readWorkerConfig, {})).toEqual([
    "WEBHOOK_URL: is missing; without it there are no webhooks",
    "REDIS_URL: is missing; without Redis, webhooks wait only in the memory of a server",
  ]);
  expect(problemsOf(readWorkerConfig, { ...environment, NODE_ENV: "Production" })).toEqual([
    'NODE_ENV: is "Production"; write production, in lower case and in full',
  ]);
});
