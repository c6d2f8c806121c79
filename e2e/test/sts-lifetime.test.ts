import { inspect } from "node:util";
import { problem } from "@wx-cos-upload/contract";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { DURATION_SECONDS, type StsStack, startStsStack } from "../stack/start-sts-stack.ts";
import { expectStored, keyOf } from "../tamper/expect-refused.ts";

const PHOTO = sampleBytes("jpg", 1_000, "lifetime");

let stack: StsStack;
beforeEach(async () => {
  stack = await startStsStack({ source: "federation" });
});
afterEach(() => stack.close());

async function pass(seconds: number): Promise<void> {
  stack.clock.nowMs += seconds * 1000;
}

it("1,000 requests at once, before there are any credentials – one call of STS", async () => {
  const asked = Array.from({ length: 1_000 }, () => fetch(`${stack.serverUrl}/put-sign?ext=jpg`));
  const answers = await Promise.all(asked);
  await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(stack.calls).toEqual(["GetFederationToken"]);
});

it("a day of uploads – they work all the time, and each lifetime costs one call", async () => {
  const lifetimes = 86_400 / DURATION_SECONDS;
  for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
    const put = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, put, keyOf(put), PHOTO);
    await pass(600);
  }
  // Refreshed with 16 minutes left of 120, so a little more often than they end.
  expect(stack.calls.length).toBeGreaterThanOrEqual(lifetimes);
  expect(stack.calls.length).toBeLessThanOrEqual(lifetimes + 3);
});

it("STS is down – signatures are made while the old credentials live, end with them, and then it is a 503", async () => {
  await honestPut(stack.serverUrl, PHOTO);
  await stack.stopSts();
  await pass(DURATION_SECONDS - 300);
  const put = await honestPut(stack.serverUrl, PHOTO);
  const keyTime = /q-key-time=\d+;(\d+)/.exec(String(put.headers["Authorization"]))?.[1];
  const { expiresSeconds } = await stack.credentials();
  expect(Number(keyTime)).toBe(expiresSeconds);
  await expectStored(stack, put, keyOf(put), PHOTO);

  await pass(300);
  const answer = await fetch(`${stack.serverUrl}/put-sign?ext=jpg`);
  const body = problem.parse(await answer.json());
  expect([answer.status, body.code]).toEqual([503, "credentials_unavailable"]);
  expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(stack.events.some((event) => event.kind === "refresh_failed" && event.secondsLeft > 0)).toBe(true);
  expectNoSecret([body, stack.events, stack.failures], expiresSeconds);
});

it("STS is down from the start – 503 and not 500, and nothing of the reason is told", async () => {
  await stack.stopSts();
  const answer = await fetch(`${stack.serverUrl}/post-policy?ext=jpg`);
  const text = await answer.text();
  expect([answer.status, problem.parse(JSON.parse(text)).code]).toEqual([503, "credentials_unavailable"]);
  expect(text).not.toMatch(/STS|ECONNREFUSED|NoAnswer/);
  expect(inspect(stack.failures, { depth: 9 })).toContain("NoAnswer");
});

it("what the server may log of all this – holds no key and no token", async () => {
  const put = await honestPut(stack.serverUrl, PHOTO);
  await stack.stopSts();
  await pass(DURATION_SECONDS + 1);
  await fetch(`${stack.serverUrl}/put-sign?ext=jpg`);
  const token = String(put.headers["x-cos-security-token"]);
  const logged = inspect([stack.events, stack.failures], { depth: 9 });
  expect(stack.failures).not.toEqual([]);
  expect(token.length).toBeGreaterThan(100);
  for (const secret of [token, LOCAL_COS_DEFAULTS.credentials.secretKey]) expect(logged).not.toContain(secret);
});

function expectNoSecret(shown: unknown, expiresSeconds: number | undefined): void {
  const text = inspect(shown, { depth: 9 });
  expect(expiresSeconds).toBeDefined();
  expect(text).not.toContain(LOCAL_COS_DEFAULTS.credentials.secretKey);
  expect(text).not.toMatch(/secretKey|securityToken/);
}
