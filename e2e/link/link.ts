import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delayByTimer } from "node:timers/promises";
import { createPace, type Pace } from "./pace.ts";
import type { LinkProfile } from "./profiles.ts";

/** A simulated link between a phone and its servers, on loopback. */
export interface Link {
  /** Listens on a free port of this machine and connects it with a server's port through the link. */
  proxyTo(port: number): Promise<LinkedServer>;
  /** Connections that the link has cut. */
  readonly cuts: () => number;
  /** Cuts every open connection. */
  cutAll(): void;
  /** Passes no more bytes over the open connections, and neither ends them. New connections work. */
  freezeAll(): void;
  /** Passes no bytes over any connection for a time. */
  stall(ms: number): void;
  /** Cuts connections for a time as soon as a server responds: requests arrive, and their responses are lost. */
  loseResponses(ms: number): void;
  close(): Promise<void>;
}

/** One server behind a {@link Link}. */
export interface LinkedServer {
  /** The phone's address of the server: `127.0.0.1:41234`. */
  readonly host: string;
  /** Bytes that have passed from the phone to the server. */
  readonly sentBytes: () => number;
  /** Bytes that have passed from the server to the phone. */
  readonly receivedBytes: () => number;
  /** Resolves when that many bytes have passed to the server. */
  sent(bytes: number): Promise<void>;
  /** The first line of each connection, oldest first: `PUT /a.mp4?partNumber=1 HTTP/1.1`. Phones open a connection for each request. */
  readonly requests: () => readonly LinkedRequest[];
}

/** A request that has entered a {@link Link}. */
export interface LinkedRequest {
  readonly line: string;
  /** The clock's milliseconds when its first bytes entered the link. */
  readonly startedMs: number;
}

/** Options of {@link startLink}. */
export interface LinkOptions {
  /** Decides where connections are cut. The same seed cuts the n-th connection after the same number of bytes. */
  readonly seed: number;
  /** Milliseconds. @default performance.now */
  readonly now?: () => number;
  /** @default a timer */
  readonly delay?: (ms: number) => Promise<unknown>;
}

/** What a connection reports. */
interface Counters {
  readonly started: (request: LinkedRequest) => void;
  readonly sent: (bytes: number) => void;
  readonly received: (bytes: number) => void;
}

/** Bytes that pass at once, so that connections share the link fairly. */
const SLICE_BYTES = 8 * 1024;
const MEGABYTE = 1_000_000;

/** A connection of the phone and the link's own one to the server. */
interface Connection {
  readonly phone: Socket;
  readonly server: Socket;
  bytesUntilCut: number;
  isFrozen: boolean;
}

/**
 * Starts a link. Bytes to the servers pass at the profile's rate, which all connections share; bytes to the phone pass at once. Each
 * direction takes half of the round trip.
 *
 * @example
 * const link = await startLink(GOOD, { seed: 1 });
 * const cos = await link.proxyTo(localCos.port);
 * // … upload to cos.host …
 * await link.close();
 */
export function startLink(profile: LinkProfile, options: LinkOptions): Link {
  const { now = () => performance.now(), delay = delayByTimer } = options;
  const up = createPace(profile.bytesPerSecond);
  const down = createPace(Number.POSITIVE_INFINITY);
  const random = createRandom(options.seed);
  const connections = new Set<Connection>();
  const servers: Server[] = [];
  let stalledUntilMs = 0;
  let losesResponsesUntilMs = 0;
  let cuts = 0;

  function cut(connection: Connection): void {
    if (!connections.delete(connection)) return;
    cuts += 1;
    connection.phone.resetAndDestroy();
    connection.server.destroy();
  }

  /** Passes one direction of a connection on. */
  function pass(connection: Connection, from: Socket, to: Socket, pace: Pace, count: (bytes: number) => void): void {
    async function passChunk(chunk: Uint8Array): Promise<void> {
      for (let at = 0; at < chunk.length; at += SLICE_BYTES) {
        const slice = chunk.subarray(at, at + SLICE_BYTES);
        await delayUntil(Math.max(pace.reserve(slice.length, now()), stalledUntilMs));
        if (stalledUntilMs > now()) await delayUntil(stalledUntilMs);
        if (connection.isFrozen || !connections.has(connection)) return;
        count(slice.length);
        void arrive(() => to.write(slice));
      }
    }

    /** Runs at the other end of the link. Delays of the same length end in order. */
    async function arrive(action: () => void): Promise<void> {
      await delay(profile.roundTripMs / 2);
      if (!connection.isFrozen && connections.has(connection)) action();
    }

    let passing: Promise<void> = Promise.resolve();
    from.on("data", (chunk: Buffer) => {
      from.pause();
      passing = passChunk(chunk).then(() => {
        if (!connection.isFrozen) from.resume();
      });
    });
    // A paused socket ends, too.
    from.on("end", () => void passing.then(() => arrive(() => to.end())));
  }

  async function delayUntil(timeMs: number): Promise<void> {
    const ms = timeMs - now();
    if (ms >= 1) await delay(ms);
  }

  function accept(phone: Socket, port: number, counted: Counters) {
    const server = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const connection = { phone, server, bytesUntilCut: bytesUntilCut(random(), profile), isFrozen: false };
    connections.add(connection);
    const age =
      profile.maxConnectionMs === undefined ? undefined : setTimeout(() => cut(connection), profile.maxConnectionMs);
    for (const [socket, other] of [
      [phone, server],
      [server, phone],
    ] as const) {
      socket.on("error", () => {});
      socket.on("close", () => {
        clearTimeout(age);
        if (connection.isFrozen) return;
        // Bytes that have passed already still arrive.
        void delay(profile.roundTripMs / 2).then(() => {
          connections.delete(connection);
          other.destroySoon();
        });
      });
    }
    phone.once("data", (chunk: Buffer) => {
      counted.started({ line: chunk.toString("latin1").split("\r\n", 1)[0] ?? "", startedMs: now() });
    });
    pass(connection, phone, server, up, (bytes) => {
      counted.sent(bytes);
      connection.bytesUntilCut -= bytes;
      if (connection.bytesUntilCut <= 0) cut(connection);
    });
    pass(connection, server, phone, down, (bytes) => {
      if (now() < losesResponsesUntilMs) cut(connection);
      else counted.received(bytes);
    });
  }

  return {
    cuts: () => cuts,
    cutAll() {
      for (const connection of [...connections]) cut(connection);
    },
    freezeAll() {
      for (const connection of connections) connection.isFrozen = true;
    },
    stall(ms) {
      stalledUntilMs = now() + ms;
    },
    loseResponses(ms) {
      losesResponsesUntilMs = now() + ms;
    },
    async proxyTo(port) {
      let sentBytes = 0;
      let receivedBytes = 0;
      const waiting = new Map<() => void, number>();
      const requests: LinkedRequest[] = [];
      const server = createServer({ allowHalfOpen: true }, (phone) => {
        accept(phone, port, {
          started: (request) => requests.push(request),
          sent(bytes) {
            sentBytes += bytes;
            for (const [resolve, wanted] of waiting) {
              if (sentBytes < wanted) continue;
              waiting.delete(resolve);
              resolve();
            }
          },
          received(bytes) {
            receivedBytes += bytes;
          },
        });
      });
      servers.push(server);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      return {
        host: `127.0.0.1:${address.port}`,
        sentBytes: () => sentBytes,
        receivedBytes: () => receivedBytes,
        requests: () => requests,
        sent: (bytes) =>
          new Promise((resolve) => {
            if (sentBytes >= bytes) resolve();
            else waiting.set(resolve, bytes);
          }),
      };
    },
    async close() {
      for (const { phone, server } of connections) {
        phone.destroy();
        server.destroy();
      }
      connections.clear();
      for (const server of servers) server.close();
      await Promise.all(servers.filter((server) => server.listening).map((server) => once(server, "close")));
    },
  };
}

/** The bytes that a connection sends before it is cut, for a random number from 0 to less than 1. */
export function bytesUntilCut(random: number, { cutChancePerMegabyte = 0 }: LinkProfile): number {
  if (cutChancePerMegabyte === 0) return Number.POSITIVE_INFINITY;
  return (Math.log(1 - random) / Math.log(1 - cutChancePerMegabyte)) * MEGABYTE;
}

/** Random numbers from 0 to less than 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
