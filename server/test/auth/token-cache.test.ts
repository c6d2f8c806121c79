import { createTokenCache } from "../../src/auth/index.ts";

function createCache({ expiresSeconds = 1_000, maxEntries = 10 } = {}) {
  const clock = { seconds: 100 };
  const verify = jest.fn(async (token: string) => ({ owner: `owner-of-${token}`, expiresSeconds }));
  return { clock, verify, cached: createTokenCache({ verify, maxEntries, now: () => clock.seconds * 1000 }) };
}

describe("createTokenCache", () => {
  test("verifies a token once a minute", async () => {
    const { clock, verify, cached } = createCache();
    expect(await cached("a")).toEqual({ owner: "owner-of-a", expiresSeconds: 1_000 });
    clock.seconds = 159;
    expect(await cached("a")).toEqual({ owner: "owner-of-a", expiresSeconds: 1_000 });
    expect(verify).toHaveBeenCalledTimes(1);
    clock.seconds = 160;
    await cached("a");
    expect(verify).toHaveBeenCalledTimes(2);
  });

  test("counts the minute from the start of the verification", async () => {
    const { clock, verify, cached } = createCache();
    verify.mockImplementationOnce(async () => {
      clock.seconds = 103;
      return { owner: "owner-of-a", expiresSeconds: 1_000 };
    });
    await cached("a");
    clock.seconds = 160;
    await cached("a");
    expect(verify).toHaveBeenCalledTimes(2);
  });

  test("verifies it again from its expiry on", async () => {
    const { clock, verify, cached } = createCache({ expiresSeconds: 110 });
    await cached("a");
    clock.seconds = 110;
    await cached("a");
    expect(verify).toHaveBeenCalledTimes(2);
  });

  test("verifies it again when the clock was set back", async () => {
    const { clock, verify, cached } = createCache();
    await cached("a");
    clock.seconds = 99;
    await cached("a");
    expect(verify).toHaveBeenCalledTimes(2);
  });

  test("does not cache rejections", async () => {
    const { verify, cached } = createCache();
    verify.mockRejectedValueOnce(new Error("refused"));
    await expect(cached("a")).rejects.toThrow("refused");
    await expect(cached("a")).resolves.toMatchObject({ owner: "owner-of-a" });
  });

  test("forgets the one that was not used for longest when it is full", async () => {
    const { verify, cached } = createCache({ maxEntries: 2 });
    for (const token of ["a", "b", "a", "c"]) await cached(token);
    verify.mockClear();
    await cached("a");
    await cached("c");
    expect(verify).not.toHaveBeenCalled();
    await cached("b");
    expect(verify).toHaveBeenCalledTimes(1);
  });
});
