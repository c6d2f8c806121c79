import { type CredentialsEvent, cacheCredentials } from "../../src/credentials/cached-credentials.ts";
import type { TemporaryCredentials } from "../../src/credentials/credential-provider.ts";
import { deferred } from "../support/deferred.ts";

const START_SECONDS = 1_700_000_000;
const LIFETIME_SECONDS = 7_200;

/** A cache with clocks that a test moves, and an STS that responds, fails or hangs. */
function setUp({ lifetimeSeconds = LIFETIME_SECONDS, refreshAheadSeconds = 960, random = 0 } = {}) {
  const clock = { wallSeconds: START_SECONDS, monotonicSeconds: 0 };
  const events: CredentialsEvent[] = [];
  const uses = { hit: 0, miss: 0 };
  const sts = {
    calls: 0,
    fail: undefined as Error | undefined,
    until: Promise.resolve(),
  };
  const provider = cacheCredentials({
    async fetchCredentials(): Promise<TemporaryCredentials> {
      sts.calls += 1;
      const id = `AKID${sts.calls}`;
      await sts.until;
      if (sts.fail !== undefined) throw sts.fail;
      return {
        secretId: id,
        secretKey: "key",
        securityToken: "token",
        expiresSeconds: clock.wallSeconds + lifetimeSeconds,
      };
    },
    refreshAheadSeconds,
    now: () => clock.wallSeconds * 1000,
    monotonicMs: () => clock.monotonicSeconds * 1000,
    random: () => random,
    report: (event) => void events.push(event),
    countUse(result) {
      uses[result] += 1;
    },
  });
  function pass(seconds: number) {
    clock.wallSeconds += seconds;
    clock.monotonicSeconds += seconds;
  }
  /** The id of the credentials that are given now. */
  const idNow = async () => (await provider()).secretId;
  return { clock, events, uses, sts, provider, pass, idNow };
}

/** Lets everything that is ready to run do so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("cacheCredentials", () => {
  test("1,000 concurrent requests share one call", async () => {
    const { provider, sts } = setUp();
    const gate = deferred();
    sts.until = gate.promise;
    const waiting = Array.from({ length: 1_000 }, () => provider());
    gate.resolve();
    const ids = new Set((await Promise.all(waiting)).map(({ secretId }) => secretId));
    expect([sts.calls, [...ids]]).toEqual([1, ["AKID1"]]);
  });

  test("calls nothing before the first request", () => {
    expect(setUp().sts.calls).toBe(0);
  });

  test("10,000 signatures over a lifetime – one call for it", async () => {
    const { idNow, pass, sts, uses } = setUp();
    for (let count = 0; count < 10_000; count += 1) {
      await idNow();
      pass((LIFETIME_SECONDS - 970) / 10_000);
    }
    expect([sts.calls, uses]).toEqual([1, { hit: 9_999, miss: 1 }]);
  });

  test("near the end – requests go on with the old ones while one call fetches new ones", async () => {
    const { idNow, pass, sts } = setUp();
    await idNow();
    pass(LIFETIME_SECONDS - 959);
    const gate = deferred();
    sts.until = gate.promise;
    expect([await idNow(), await idNow(), await idNow()]).toEqual(["AKID1", "AKID1", "AKID1"]);
    expect(sts.calls).toBe(2);
    gate.resolve();
    await settled();
    expect(await idNow()).toBe("AKID2");
  });

  test("after the end – requests wait for new ones, all for the same call", async () => {
    const { provider, idNow, pass, sts } = setUp();
    await idNow();
    pass(LIFETIME_SECONDS + 1);
    const both = await Promise.all([provider(), provider()]);
    expect([both.map(({ secretId }) => secretId), sts.calls]).toEqual([["AKID2", "AKID2"], 2]);
  });

  test.each([
    ["first", 0, 960],
    ["last", 1, 768],
  ])("the jitter spreads the refreshes of many machines over a fifth of the time ahead – the %s of them", async (_which, random, secondsLeft) => {
    const { idNow, pass, sts } = setUp({ random });
    await idNow();
    pass(LIFETIME_SECONDS - secondsLeft - 1);
    await idNow();
    expect(sts.calls).toBe(1);
    pass(2);
    await idNow();
    expect(sts.calls).toBe(2);
  });

  test("uses old credentials until they expire while STS is down, reports it, and does not flood STS", async () => {
    const { idNow, pass, sts, events } = setUp();
    await idNow();
    sts.fail = new Error("STS is down");
    pass(LIFETIME_SECONDS - 900);
    for (let second = 0; second < 890; second += 1) {
      expect(await idNow()).toBe("AKID1");
      await settled();
      pass(1);
    }
    expect(events.filter(({ kind }) => kind === "refresh_failed").length).toBe(sts.calls - 1);
    // Every 15 to 30 s in the end: some 60 tries in 15 minutes, not 890.
    expect(sts.calls).toBeLessThan(70);
    expect(events[1]).toMatchObject({ kind: "refresh_failed", error: sts.fail, secondsLeft: 900 });
  });

  test("STS comes back – the next try gets new ones", async () => {
    const { idNow, pass, sts } = setUp();
    await idNow();
    sts.fail = new Error("STS is down");
    pass(LIFETIME_SECONDS - 900);
    await idNow();
    await settled();
    sts.fail = undefined;
    pass(2);
    await idNow();
    await settled();
    expect(await idNow()).toBe("AKID3");
  });

  test("STS comes back, and fails again later – the pauses begin with the shortest once more", async () => {
    const { provider, idNow, pass, sts } = setUp();
    sts.fail = new Error("STS is down");
    for (let tries = 0; tries < 5; tries += 1) {
      await expect(provider()).rejects.toMatchObject({ code: "credentials_unavailable" });
      pass(5);
    }
    sts.fail = undefined;
    await idNow();
    pass(LIFETIME_SECONDS);
    sts.fail = new Error("STS is down again");
    await expect(provider()).rejects.toMatchObject({ headers: { "Retry-After": "1" } });
    sts.fail = undefined;
    pass(0.6);
    expect(await idNow()).toMatch(/^AKID/);
  });

  test("STS is down and there are none – credentials_unavailable with Retry-After and the cause, and no call for each request", async () => {
    const { provider, sts } = setUp();
    sts.fail = new Error("STS is down");
    for (let count = 0; count < 100; count += 1) {
      await expect(provider()).rejects.toMatchObject({
        code: "credentials_unavailable",
        status: 503,
        headers: { "Retry-After": "1" },
        cause: sts.fail,
      });
    }
    expect(sts.calls).toBe(1);
  });

  test.each([
    [0, 0.5],
    [1, 1],
  ])("after one failure of STS and random value %d, retries after %d s and not before", async (random, seconds) => {
    const { provider, idNow, pass, sts } = setUp({ random });
    sts.fail = new Error("STS is down");
    await expect(provider()).rejects.toMatchObject({ code: "credentials_unavailable" });
    sts.fail = undefined;
    pass(seconds - 0.01);
    await expect(provider()).rejects.toMatchObject({ code: "credentials_unavailable" });
    pass(0.02);
    expect([await idNow(), sts.calls]).toEqual(["AKID2", 2]);
  });

  test("without credentials, retries every 5 s while STS is down", async () => {
    const { provider, idNow, pass, sts } = setUp({ random: 1 });
    sts.fail = new Error("STS is down");
    const asked = new Set<number>();
    for (let second = 0; second < 30; second += 1) {
      const { calls } = sts;
      await expect(provider()).rejects.toMatchObject({ code: "credentials_unavailable" });
      if (sts.calls > calls) asked.add(second);
      pass(1);
    }
    expect([...asked]).toEqual([0, 1, 3, 7, 12, 17, 22, 27]);
    sts.fail = undefined;
    pass(2);
    expect(await idNow()).toMatch(/^AKID/);
  });

  test("the old ones have ended and STS is down – credentials_unavailable, never an old one", async () => {
    const { provider, pass, sts } = setUp();
    await provider();
    sts.fail = new Error("STS is down");
    pass(LIFETIME_SECONDS);
    await expect(provider()).rejects.toMatchObject({ code: "credentials_unavailable" });
  });

  test("under a minute left and STS is down – what is left serves", async () => {
    const { idNow, pass, sts } = setUp();
    await idNow();
    sts.fail = new Error("STS is down");
    pass(LIFETIME_SECONDS - 10);
    expect(await idNow()).toBe("AKID1");
  });

  test.each([
    ["forward over the end", LIFETIME_SECONDS + 3_600],
    ["a day forward", 86_400],
  ])("the clock jumps %s – new ones", async (_name, seconds) => {
    const { idNow, clock } = setUp();
    await idNow();
    clock.wallSeconds += seconds;
    expect(await idNow()).toBe("AKID2");
  });

  test("the clock is set back a day – they do not live a day longer", async () => {
    const { idNow, clock, pass, sts } = setUp();
    await idNow();
    clock.wallSeconds -= 86_400;
    expect(await idNow()).toBe("AKID1");
    pass(LIFETIME_SECONDS + 1);
    expect(await idNow()).toBe("AKID2");
    expect(sts.calls).toBe(2);
  });

  test("rejects expired new credentials, with a hint to check the clock", async () => {
    const { provider } = setUp({ lifetimeSeconds: -1 });
    await expect(provider()).rejects.toMatchObject({
      code: "credentials_unavailable",
      cause: { message: expect.stringContaining("clock") },
    });
  });

  test("rejects new credentials that expire in two days, as after an error in units", async () => {
    const { provider } = setUp({ lifetimeSeconds: 172_800 });
    await expect(provider()).rejects.toMatchObject({
      code: "credentials_unavailable",
      cause: { message: expect.stringContaining("172800 seconds, which is longer than STS allows") },
    });
  });

  test("makes one call for many requests if the lifetime is shorter than the refresh margin", async () => {
    const { idNow, sts } = setUp({ lifetimeSeconds: 40 });
    for (let count = 0; count < 100; count += 1) await idNow();
    expect(sts.calls).toBe(1);
  });

  test("reports the lifetime of the credentials", async () => {
    const { provider, events } = setUp();
    await provider();
    expect(events).toEqual([{ kind: "refreshed", lifetimeSeconds: LIFETIME_SECONDS }]);
  });
});
