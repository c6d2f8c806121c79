import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { bytesUntilCut } from "../link/cuts.ts";
import { type Link, type LinkedServer, startLink } from "../link/link.ts";
import { createPace } from "../link/pace.ts";
import { GOOD, type LinkProfile } from "../link/profiles.ts";

/** A link without limits, so that a test sees what it adds. */
const FAST: LinkProfile = { name: "fast", bytesPerSecond: Number.POSITIVE_INFINITY, roundTripMs: 0 };

/** A server that sends back what it receives. */
let echo: Server;
let accepted: Socket[];
let link: Link | undefined;
beforeEach(async () => {
  accepted = [];
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket);
    socket.on("error", () => {}).pipe(socket);
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
});
afterEach(async () => {
  await link?.close();
  for (const socket of accepted) socket.destroy();
  echo.close();
  await once(echo, "close");
});

/** A clock that the link's delays set forward. */
function createTestClock() {
  let nowMs = 0;
  return {
    now: () => nowMs,
    async delay(ms: number) {
      const end = nowMs + ms;
      await new Promise(setImmediate);
      nowMs = Math.max(nowMs, end);
    },
  };
}

async function open(
  profile: LinkProfile,
  options: Partial<Parameters<typeof startLink>[1]> = {},
): Promise<LinkedServer> {
  link = startLink(profile, { seed: 1, ...createTestClock(), ...options });
  const address = echo.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return link.proxyTo(address.port);
}

/** Sends bytes over a connection of its own. Resolves with what has come back when the connection closes. */
async function send(server: LinkedServer, bytes: Uint8Array): Promise<Buffer> {
  const socket = connectTo(server);
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk));
  socket.end(bytes);
  await new Promise((resolve) => socket.once("close", resolve));
  return Buffer.concat(received);
}

function connectTo({ host }: LinkedServer): Socket {
  return connect({ port: Number(host.split(":")[1]), host: "127.0.0.1" }).on("error", () => {});
}

const BYTES = Buffer.from(Array.from({ length: 300_000 }, (_value, index) => index % 251));

test("passes the bytes of several connections unchanged, and counts them in both directions", async () => {
  const server = await open({ ...GOOD, cutChancePerMegabyte: 0 });
  const echoes = await Promise.all([
    send(server, BYTES),
    send(server, BYTES.subarray(1)),
    send(server, Buffer.from("a")),
  ]);
  expect(echoes.map((bytes) => bytes.length)).toEqual([300_000, 299_999, 1]);
  expect(echoes[0]?.equals(BYTES)).toBe(true);
  expect(echoes[1]?.equals(BYTES.subarray(1))).toBe(true);
  expect([server.sentBytes(), server.receivedBytes(), link?.cuts()]).toEqual([600_000, 600_000, 0]);
});

test("a link passes bytes at its rate, however many connections share it and however late its timers are", () => {
  const pace = createPace(1_000);
  let nowMs = 5_000;
  let passedAtMs = 0;
  for (let bytes = 0; bytes < 100_000; bytes += 500) {
    passedAtMs = pace.reserve(500, nowMs);
    // Each timer is 3 ms late.
    nowMs = Math.max(nowMs, passedAtMs + 3);
  }
  expect(passedAtMs - 5_000).toBeGreaterThan(99_900);
  expect(passedAtMs - 5_000).toBeLessThan(100_100);
});

test("a link that was idle catches up no more than an instant", () => {
  const pace = createPace(1_000);
  pace.reserve(1, 0);
  expect(pace.reserve(1_000, 60_000)).toBeGreaterThanOrEqual(60_900);
});

test("the bytes of two connections need as long as those of one", async () => {
  const clock = createTestClock();
  const server = await open({ ...FAST, bytesPerSecond: 100_000 }, clock);
  await Promise.all([send(server, BYTES.subarray(0, 150_000)), send(server, BYTES.subarray(0, 150_000))]);
  expect(clock.now()).toBeGreaterThan(2_900);
  expect(clock.now()).toBeLessThan(3_200);
});

test("a request and its response take a round trip", async () => {
  const clock = createTestClock();
  const server = await open({ ...FAST, roundTripMs: 80 }, clock);
  const socket = connectTo(server);
  socket.write("a");
  await once(socket, "data");
  expect(clock.now()).toBe(80);
  socket.destroy();
});

test("cuts a connection after the bytes that its seed decides, and no other one", async () => {
  const profile = { ...FAST, cutChancePerMegabyte: 0.99 };
  const passed = async (seed: number) => {
    const server = await open(profile, { seed });
    await send(server, Buffer.concat([BYTES, BYTES, BYTES, BYTES]));
    const [sent, cuts] = [server.sentBytes(), link?.cuts()];
    await link?.close();
    return { sent, cuts };
  };
  const [first, again, other] = [await passed(1), await passed(1), await passed(2)];
  expect(first.cuts).toBe(1);
  expect(first.sent).toBeLessThan(1_200_000);
  expect(again).toEqual(first);
  expect(other.sent).not.toBe(first.sent);
});

test("a cut has the profile's chance for each megabyte", () => {
  const draws = Array.from({ length: 10_000 }, (_value, index) => bytesUntilCut(index / 10_000, GOOD));
  expect(draws.filter((bytes) => bytes < 1_000_000).length / draws.length).toBeCloseTo(0.01, 3);
  // 0.99 ** 60
  expect(draws.filter((bytes) => bytes >= 60_000_000).length / draws.length).toBeCloseTo(0.547, 2);
  expect(bytesUntilCut(0.5, FAST)).toBe(Number.POSITIVE_INFINITY);
});

test("cuts all open connections, and accepts new ones", async () => {
  const server = await open(FAST);
  const socket = connectTo(server);
  socket.write("a");
  await once(socket, "data");
  const [reason]: NodeJS.ErrnoException[] = await Promise.all([once(socket, "error"), link?.cutAll()]).then(
    ([error]) => error,
  );
  expect(reason?.code).toBe("ECONNRESET");
  expect((await send(server, BYTES)).length).toBe(BYTES.length);
  expect(link?.cuts()).toBe(1);
});

test("a frozen connection passes nothing and stays open, while new ones work", async () => {
  const server = await open(FAST);
  const socket = connectTo(server);
  socket.write("a");
  await once(socket, "data");
  link?.freezeAll();
  const events: string[] = [];
  socket.on("data", () => events.push("data")).on("close", () => events.push("close"));
  socket.write("b");
  expect((await send(server, BYTES)).length).toBe(BYTES.length);
  expect([events, server.sentBytes()]).toEqual([[], 1 + BYTES.length]);
  socket.destroy();
});

test("a stall delays every connection until it ends", async () => {
  const clock = createTestClock();
  const server = await open(FAST, clock);
  await send(server, Buffer.from("a"));
  link?.stall(5_000);
  const startMs = clock.now();
  expect((await send(server, Buffer.from("b"))).toString()).toBe("b");
  expect(clock.now() - startMs).toBe(5_000);
});

test("loses responses for a time: the request arrives, and the connection is cut instead of its response", async () => {
  const clock = createTestClock();
  const server = await open({ ...FAST, roundTripMs: 80 }, clock);
  link?.loseResponses(1_000);
  const received = await send(server, Buffer.from("a"));
  expect([received.length, accepted.length, server.sentBytes(), server.receivedBytes()]).toEqual([0, 1, 1, 0]);
  await clock.delay(1_000);
  expect((await send(server, Buffer.from("b"))).toString()).toBe("b");
  expect(link?.cuts()).toBe(1);
});

test("cuts a connection at the profile's age", async () => {
  const server = await open({ ...FAST, maxConnectionMs: 50 });
  const socket = connectTo(server);
  socket.write("a");
  await new Promise((resolve) => socket.once("close", resolve));
  expect(link?.cuts()).toBe(1);
});

test("reports when bytes have passed", async () => {
  const server = await open(FAST);
  const sent = server.sent(BYTES.length);
  await send(server, BYTES);
  await sent;
  await server.sent(1);
});
