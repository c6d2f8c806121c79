import { inspect } from "node:util";
import { problem } from "@wx-cos-upload/contract";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { honestPut } from "../clients/upload-request.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { DURATION_SECONDS, type StsStack, startStsStack } from "../stack/start-sts-stack.ts";
import { expectStored, keyOf } from "../tamper/expect-rejected.ts";

const PHOTO = sampleBytes("jpg", 1_000, "lifetime");

let stack: StsStack;
beforeEach(async () => {
  stack = await startStsStack({ source: "federation" });
});
afterEach(() => stack.close());

async function advanceTime(seconds: number): Promise<void> {
  stack.clock.nowMs += seconds * 1000;
}

test("1,000 concurrent requests before the first credentials cause one call to STS", async () => {
  const requests = Array.from({ length: 1_000 }, () => fetch(`${stack.serverUrl}/put-sign?ext=jpg`));
  const responses = await Promise.all(requests);
  await Promise.all(responses.map((response) => response.arrayBuffer()));
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
  expect(stack.calls).toEqual(["GetFederationToken"]);
});

test("uploads succeed for a whole day, with one call to STS for each lifetime", async () => {
  const lifetimes = 86_400 / DURATION_SECONDS;
  for (let minutes = 0; minutes < 24 * 60; minutes += 10) {
    const put = await honestPut(stack.serverUrl, PHOTO);
    await expectStored(stack, put, keyOf(put), PHOTO);
    await advanceTime(600);
  }
  // The server refreshes credentials 16 minutes before they expire, so slightly more often than every 120 minutes.
  expect(stack.calls.length).toBeGreaterThanOrEqual(lifetimes);
  expect(stack.calls.length).toBeLessThanOrEqual(lifetimes + 3);
});

test("while STS is down, signatures expire with the old credentials, and then the server responds with 503", async () => {
  await honestPut(stack.serverUrl, PHOTO);
  await stack.stopSts();
  await advanceTime(DURATION_SECONDS - 300);
  const put = await honestPut(stack.serverUrl, PHOTO);
  const keyTime = /q-key-time=\d+;(\d+)/.exec(String(put.headers["Authorization"]))?.[1];
  const { expiresSeconds } = await stack.credentials();
  expect(Number(keyTime)).toBe(expiresSeconds);
  await expectStored(stack, put, keyOf(put), PHOTO);

  await advanceTime(300);
  const response = await fetch(`${stack.serverUrl}/put-sign?ext=jpg`);
  const body = problem.parse(await response.json());
  expect([response.status, body.code]).toEqual([503, "credentials_unavailable"]);
  expect(Number(response.headers.get("Retry-After"))).toBeGreaterThan(0);
  expect(stack.events.some((event) => event.kind === "refresh_failed" && event.secondsLeft > 0)).toBe(true);
  expectNoSecret([body, stack.events, stack.failures], expiresSeconds);
});

test("if STS is down from the start, the server responds with 503 without revealing the cause", async () => {
  await stack.stopSts();
  const response = await fetch(`${stack.serverUrl}/post-policy?ext=jpg`);
  const text = await response.text();
  expect([response.status, problem.parse(JSON.parse(text)).code]).toEqual([503, "credentials_unavailable"]);
  expect(text).not.toMatch(/STS|ECONNREFUSED|NoResponse/);
  expect(inspect(stack.failures, { depth: 9 })).toContain("NoResponse");
});

test("events and failures contain no key and no token", async () => {
  const put = await honestPut(stack.serverUrl, PHOTO);
  await stack.stopSts();
  await advanceTime(DURATION_SECONDS + 1);
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
