import { createNetwork, type Network } from "../../src/wx/network/network.ts";
import { createTransferQueue } from "../../src/wx/network/transfer-queue.ts";

const RULES = {
  developServerUrl: "http://127.0.0.1:3000",
  domains: null,
  urlCheck: false,
  pageOrigin: "http://127.0.0.1:4000",
};

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function networkOf(options: Partial<Parameters<typeof createNetwork>[0]> = {}): Network {
  return createNetwork({ queue: createTransferQueue(), rules: RULES, timeouts: {}, isOnline: () => true, ...options });
}

/** Behaves like a server that never responds. */
const sendWithoutResponse = (_address: string, signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

function start(network: Network, overrides: object = {}) {
  return network.start({
    kind: "request",
    url: "https://example.com/",
    timeoutMs: undefined,
    send: sendWithoutResponse,
    ...overrides,
  });
}

const failure = (result: Promise<unknown>) =>
  result.then(
    () => "no failure",
    (error: Error) => error.message,
  );

test("a free slot goes to the waiting transfer, not to one that starts at the same moment", async () => {
  const { enter } = createTransferQueue(1);
  const { signal } = new AbortController();
  const leave = await enter(signal);
  const started: string[] = [];
  const waiting = enter(signal).then((end) => {
    started.push("waiting");
    return end;
  });
  leave();
  const late = enter(signal).then(() => started.push("late"));
  const leaveToo = await waiting;
  await Promise.resolve();
  expect(started).toEqual(["waiting"]);
  leaveToo();
  await late;
  expect(started).toEqual(["waiting", "late"]);
});

test("aborting a transfer that has a slot removes no waiting transfer", async () => {
  const { enter } = createTransferQueue(1);
  const { signal } = new AbortController();
  const leave = await enter(signal);
  const second = new AbortController();
  const started: string[] = [];
  const waiting = enter(second.signal);
  void enter(signal).then(() => started.push("third"));
  leave();
  const leaveToo = await waiting;
  second.abort();
  leaveToo();
  await jest.advanceTimersByTimeAsync(0);
  expect(started).toEqual(["third"]);
});

test("onEnd is called after every transfer, successful or not", async () => {
  const onEnd = jest.fn();
  const network = networkOf({ onEnd });
  await start(network, { send: async () => "sent" }).result;
  expect(onEnd).toHaveBeenCalledTimes(1);
  await failure(start(network, { send: () => Promise.reject(new TypeError("Failed to fetch")) }).result);
  expect(onEnd).toHaveBeenCalledTimes(2);
});

test("ten transfers run at once, the eleventh starts when one ends, and a waiting one can be aborted", async () => {
  const network = networkOf();
  const started: AbortSignal[] = [];
  const send = (address: string, signal: AbortSignal) => {
    started.push(signal);
    return sendWithoutResponse(address, signal);
  };
  const transfers = Array.from({ length: 12 }, () => start(network, { send }));
  const failures = Promise.all(transfers.map(({ result }) => failure(result)));
  await jest.advanceTimersByTimeAsync(0);
  expect(started).toHaveLength(10);
  transfers[10]?.abort();
  transfers[0]?.abort();
  await jest.advanceTimersByTimeAsync(0);
  expect(started).toHaveLength(11);
  for (const { abort } of transfers) abort();
  expect(await failures).toEqual(Array.from({ length: 12 }, () => "abort"));
});

test("a transfer that is aborted in the tick of its start sends nothing and frees its slot", async () => {
  const network = networkOf({ queue: createTransferQueue(1) });
  const send = jest.fn(async () => "sent");
  const { result, abort } = start(network, { send });
  abort();
  expect(await failure(result)).toBe("abort");
  expect(send).not.toHaveBeenCalled();
  await expect(start(network, { send }).result).resolves.toBe("sent");
});

test.each([
  [{}, {}, 60_000],
  [{ timeouts: { request: 30_000 } }, {}, 30_000],
  [{ timeouts: { request: 30_000 } }, { timeoutMs: 1_000 }, 1_000],
])("with %j and %j, a transfer times out after %i ms and not before", async (options, overrides, timeoutMs) => {
  let outcome = "";
  void failure(start(networkOf(options), overrides).result).then((message) => {
    outcome = message;
  });
  await jest.advanceTimersByTimeAsync(timeoutMs - 1);
  expect(outcome).toBe("");
  await jest.advanceTimersByTimeAsync(1);
  expect(outcome).toBe("timeout");
});

test("after five seconds in the background, running and new transfers are interrupted until the app returns", async () => {
  const network = networkOf();
  const running = failure(start(network).result);
  network.enterBackground();
  await jest.advanceTimersByTimeAsync(4_999);
  const startedLate = failure(start(network).result);
  await jest.advanceTimersByTimeAsync(1);
  expect([await running, await startedLate]).toEqual(["interrupted", "interrupted"]);
  expect(await failure(start(network).result)).toBe("interrupted");
  network.enterForeground();
  await expect(start(network, { send: async () => "sent" }).result).resolves.toBe("sent");
});

test("an app that was hidden twice is in the foreground after being shown once", async () => {
  const network = networkOf();
  const { result, abort } = start(network);
  network.enterBackground();
  network.enterBackground();
  network.enterForeground();
  await jest.advanceTimersByTimeAsync(10_000);
  abort();
  expect(await failure(result)).toBe("abort");
});

test("a return within five seconds interrupts nothing", async () => {
  const network = networkOf();
  const { result, abort } = start(network);
  network.enterBackground();
  await jest.advanceTimersByTimeAsync(4_999);
  network.enterForeground();
  await jest.advanceTimersByTimeAsync(10_000);
  abort();
  expect(await failure(result)).toBe("abort");
});

test.each([
  [true, "net::ERR_CONNECTION_FAILED"],
  [false, "net::ERR_INTERNET_DISCONNECTED"],
])("an unreachable server, with the browser online: %j, fails with %s", async (isOnline, message) => {
  const send = () => Promise.reject(new TypeError("Failed to fetch"));
  expect(await failure(start(networkOf({ isOnline: () => isOnline }), { send }).result)).toBe(message);
});

describe("the URL of a request", () => {
  const domains = { request: ["https://sign.example.com"], uploadFile: ["https://bucket.example.com"] };
  const address = (url: string, rules: object, kind: "request" | "uploadFile" = "request") =>
    networkOf({ rules: { ...RULES, ...rules } })
      .start({ kind, url, timeoutMs: undefined, send: async (sentTo) => sentTo })
      .result.catch((error: Error) => error.message);

  test.each([
    ["https://anywhere.example.com/a", {}, "https://anywhere.example.com/a"],
    ["http://127.0.0.1:3000/put-sign?ext=jpg", {}, "http://127.0.0.1:4000/put-sign?ext=jpg"],
    ["http://127.0.0.1:3000/put-sign", { urlCheck: true }, "url not in domain list"],
    ["https://sign.example.com/put-sign", { urlCheck: true, domains }, "https://sign.example.com/put-sign"],
    ["https://other.example.com/", { urlCheck: false, domains }, "url not in domain list"],
    ["https://sub.sign.example.com/", { domains }, "url not in domain list"],
    ["https://sign.example.com:8443/", { domains }, "url not in domain list"],
    ["sign.example.com/put-sign", {}, 'invalid url "sign.example.com/put-sign"'],
  ])("%s under %j becomes %s", async (url, rules, expected) => {
    expect(await address(url, rules)).toBe(expected);
  });

  test("is checked against separate lists for request and uploadFile", async () => {
    const url = "https://bucket.example.com/";
    expect(await address(url, { domains }, "uploadFile")).toBe(url);
    expect(await address(url, { domains }, "request")).toBe("url not in domain list");
  });
});
