import type { HttpRequest } from "../../../src/uploader/index";
import { createUploadsClient } from "../../../src/uploader/uploads/index";
import { failureOf } from "../upload-fixture";
import {
  DOWNLOADS,
  json,
  KEY,
  keysIn,
  keysOf,
  PAGE,
  problem,
  SERVER_URL,
  STORED,
  uploadsFixture,
} from "./uploads-fixture";

const confirmAll = (request: HttpRequest) =>
  json({ uploads: keysIn(request).map((cosKey) => ({ cosKey, status: "missing" })) });
const signAll = (request: HttpRequest, expiry: object = {}) =>
  json({
    ...DOWNLOADS,
    ...expiry,
    downloads: keysIn(request).map((cosKey) => ({ cosKey, url: "https://cos/a?q-sign" })),
  });
const deleteAll = (request: HttpRequest) => json({ deleted: keysIn(request), failed: [] });
const bodyOf = ({ data }: HttpRequest): unknown => JSON.parse(String(data));

describe("any number of keys", () => {
  test("is confirmed in requests of 20, in order, each key once", async () => {
    const { platform, client } = uploadsFixture(confirmAll);
    const keys = keysOf(45);
    const confirmed = await client.confirm([...keys, ...keys.slice(0, 3)]);
    expect(confirmed.map(({ cosKey }) => cosKey)).toEqual(keys);
    expect(platform.requests.map(keysIn).map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(platform.requests[0]).toMatchObject({ method: "POST", url: `${SERVER_URL}/uploads/confirm` });
    expect(platform.mostAtOnce()).toBe(1);
  });

  test("is signed in requests of 50, and the URLs expire together", async () => {
    let count = 0;
    const fixture = uploadsFixture((request) => {
      count += 1;
      return signAll(request, count === 1 ? { expiresInSeconds: 300, expiresAt: 1_300 } : { expiresAt: 1_900 });
    });
    const signed = await fixture.client.downloads(keysOf(60), { thumbnailWidth: 64 });
    expect(signed.downloads).toHaveLength(60);
    expect(signed).toMatchObject({ expiresInSeconds: 300, expiresAt: 1_300 });
    expect(fixture.platform.requests.map((request) => [keysIn(request).length, bodyOf(request)])).toMatchObject([
      [50, { thumbnailWidth: 64 }],
      [10, { thumbnailWidth: 64 }],
    ]);
  });

  test("is deleted in requests of 50", async () => {
    const { platform, client } = uploadsFixture(deleteAll);
    expect(await client.delete(keysOf(120))).toEqual({ deleted: keysOf(120), failed: [] });
    expect(platform.requests.map(keysIn).map(({ length }) => length)).toEqual([50, 50, 20]);
  });

  test("may be none, which sends nothing", async () => {
    const { platform, client } = uploadsFixture([]);
    expect(await client.confirm([])).toEqual([]);
    expect(await client.delete([])).toEqual({ deleted: [], failed: [] });
    expect(await client.downloads([])).toEqual({ downloads: [], expiresInSeconds: 0, expiresAt: 0 });
    expect(platform.requests).toEqual([]);
  });
});

test("the lifetime of the URLs counts from the return, after a slow second request", async () => {
  let count = 0;
  const { platform, client } = uploadsFixture((request) => {
    count += 1;
    return count === 2 ? problem(503, "cos_unavailable", { "retry-after": "5" }) : signAll(request);
  });
  const signed = client.downloads(keysOf(60));
  await platform.advanceTime(10_000);
  // 5 s of Retry-After, and half a second of jitter.
  expect((await signed).expiresInSeconds).toBe(594);
});

describe("the list", () => {
  test.each<[string, Parameters<ReturnType<typeof createUploadsClient>["list"]>[0], string]>([
    ["the first page", undefined, "/uploads"],
    ["a limit", { limit: 100 }, "/uploads?limit=100"],
    ["a cursor", { cursor: "a+cursor/=&x=$1" }, "/uploads?cursor=a%2Bcursor%2F%3D%26x%3D%241"],
    ["both", { limit: 2, cursor: "c" }, "/uploads?limit=2&cursor=c"],
    ["a cursor that is undefined, as the last page has it", { cursor: undefined }, "/uploads"],
  ])("requests %s", async (_, options, path) => {
    const { platform, client } = uploadsFixture([json(PAGE)]);
    expect(await client.list(options)).toEqual(PAGE);
    expect(platform.requests).toMatchObject([{ method: "GET", url: SERVER_URL + path }]);
  });

  test("ends where there is no cursor", async () => {
    const { cursor: _, ...last } = PAGE;
    const { client } = uploadsFixture([json({ ...last, uploads: [] })]);
    expect(await client.list()).toEqual({ ...last, uploads: [], cursor: undefined });
  });
});

describe("delete", () => {
  test.each([
    ["a rejection", problem(422, "not_your_key"), "not_your_key"],
    ["a lost network", "network", "network"],
  ] as const)("reports what was deleted before %s, and the rest as failed", async (_, reply, code) => {
    const { platform, client } = uploadsFixture((request) =>
      keysIn(request).includes("uploads/a/50.jpg") ? reply : deleteAll(request),
    );
    const deletion = client.delete(keysOf(120));
    await platform.advanceTime(60_000);
    const rest = keysOf(120).slice(50);
    expect(await deletion).toEqual({
      deleted: keysOf(50),
      failed: rest.map((cosKey) => ({ cosKey, code })),
    });
  });

  test("rejects if the first request fails, and passes on what the server reports of each key", async () => {
    const failed = [{ cosKey: "uploads/a/1.jpg", code: "cos_refused" }];
    const { client } = uploadsFixture([problem(422, "not_your_key"), json({ deleted: ["uploads/a/0.jpg"], failed })]);
    expect((await failureOf(client.delete(keysOf(2)))).remoteCode).toBe("not_your_key");
    expect(await client.delete(keysOf(2))).toEqual({ deleted: ["uploads/a/0.jpg"], failed });
  });
});

describe("a request", () => {
  test("has the token of authorize, and one with a new token after a 401", async () => {
    const rejected: (string | undefined)[] = [];
    const authorize = async (rejectedToken?: string) => {
      rejected.push(rejectedToken);
      return rejectedToken === undefined ? "old" : "new";
    };
    const { platform, client } = uploadsFixture(
      ({ header }) =>
        header?.["Authorization"] === "Bearer new" ? json({ uploads: [STORED] }) : problem(401, "token_expired"),
      { authorize },
    );
    expect(await client.confirm([KEY])).toEqual([STORED]);
    expect(rejected).toEqual([undefined, "old"]);
    expect(platform.requests).toHaveLength(2);
  });

  test("is sent twice at most to a server that rejects every login", async () => {
    const { platform, client } = uploadsFixture(() => problem(401, "login_required"), { authorize: async () => "a" });
    const error = await failureOf(client.list());
    expect(error).toMatchObject({ code: "sign_refused", status: 401, remoteCode: "login_required", stage: "sign" });
    expect(platform.requests).toHaveLength(2);
  });

  test.each([
    ["no network", "network"],
    ["a busy COS", problem(503, "cos_unavailable")],
    ["a rate limit", problem(429, "rate_limited", { "retry-after": "1" })],
    ["a body that is cut off", { ...json(PAGE), data: JSON.stringify(PAGE).slice(0, 50) }],
  ] as const)("is repeated after %s", async (_, reply) => {
    const { platform, client } = uploadsFixture([reply, reply, json(PAGE)]);
    const page = client.list();
    await platform.advanceTime(10_000);
    expect(await page).toEqual(PAGE);
    expect(platform.timers()).toBe(0);
  });

  test("is sent three times at most, or as often as `retry` says", async () => {
    for (const [retry, times] of [
      [undefined, 3],
      [{ maxAttempts: 1 }, 1],
    ] as const) {
      const { platform, client } = uploadsFixture(() => "network", retry && { retry });
      const failure = failureOf(client.confirm([KEY]));
      await platform.advanceTime(60_000);
      expect((await failure).code).toBe("network");
      expect(platform.requests).toHaveLength(times);
    }
  });

  test.each([
    [422, "not_your_key"],
    [404, "not_found"],
    [501, "service_keys_missing"],
  ])("is not repeated after %i %s", async (status, code) => {
    const { platform, client } = uploadsFixture(() => problem(status, code));
    const error = await failureOf(client.downloads([KEY]));
    expect(error).toMatchObject({ code: "sign_refused", status, remoteCode: code, requestId: "r-1", stage: "sign" });
    expect([error.retryable, platform.requests.length]).toEqual([false, 1]);
  });

  test("that never calls back is a timeout after 20 s, each time", async () => {
    const { platform, client } = uploadsFixture(() => "never");
    const failure = failureOf(client.confirm([KEY]));
    await platform.advanceTime(3 * 20_000 + 3_000);
    expect((await failure).code).toBe("timeout");
    expect([platform.requests.length, platform.running(), platform.timers()]).toEqual([3, 0, 0]);
  });

  test("that waits for an authorize which never returns is a timeout after 40 s", async () => {
    const { platform, client } = uploadsFixture([], {
      authorize: () => new Promise(() => {}),
      retry: { maxAttempts: 1 },
    });
    const failure = failureOf(client.list());
    await platform.advanceTime(40_000);
    expect(await failure).toMatchObject({ code: "timeout", message: "authorize: no result within 40000 ms" });
  });
});

test.each<[string, (client: ReturnType<typeof createUploadsClient>) => Promise<unknown>, RegExp]>([
  ["a key for keys", (client) => client.confirm(Object("uploads/a.jpg")), /keys is .*; use an array/],
  ["an empty key", (client) => client.delete([""]), /key is ""; use the objectKey/],
  ["a key that is no text", (client) => client.downloads([Object(7)]), /key is .*; use the objectKey/],
  ["a limit of 0", (client) => client.list({ limit: 0 }), /limit is 0; use 1 to 100/],
  ["an unknown option", (client) => client.list(Object({ page: 2 })), /page is 2; use only limit, cursor/],
  ["an empty cursor", (client) => client.list({ cursor: "" }), /cursor is ""/],
  [
    "a file name for two keys",
    (client) => client.downloads(keysOf(2), { filename: "a.jpg" }),
    /filename is for one key/,
  ],
  [
    "a width of 2001",
    (client) => client.downloads([KEY], { thumbnailWidth: 2001 }),
    /thumbnailWidth is 2001; use 1 to 2000/,
  ],
])("%s is a TypeError, and nothing is sent", async (_, call, message) => {
  const { platform, client } = uploadsFixture([]);
  const failure: unknown = await call(client).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TypeError);
  expect(String(failure)).toMatch(message);
  expect(platform.requests).toEqual([]);
});

test("options are validated as an uploader's are, and its own platform is WeChat's", () => {
  const { platform } = uploadsFixture([]);
  expect(() => createUploadsClient({ serverUrl: "sign.example.com", platform })).toThrow(
    'serverUrl is "sign.example.com"',
  );
  expect(() => createUploadsClient({ serverUrl: SERVER_URL, platform, signTimeoutMs: 0 })).toThrow(
    "signTimeoutMs is 0",
  );
  expect(() => createUploadsClient({ serverUrl: SERVER_URL })).toThrow(TypeError);
  expect(() => createUploadsClient({ serverUrl: SERVER_URL })).toThrow(/this is no mini program/);
});
