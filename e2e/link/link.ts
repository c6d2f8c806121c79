import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delayByTimer } from "node:timers/promises";
import { createCuts } from "./cuts.ts";
import { createPace, type Pace } from "./pace.ts";
import type { LinkProfile } from "./profiles.ts";
import { countTraffic, type Traffic, type TrafficCounter } from "./traffic.ts";

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
export interface LinkedServer extends Traffic {
  /** The phone's address of the server: `127.0.0.1:41234`. */
  readonly host: string;
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

/** Bytes that pass at once, so that connections share the link fairly. */
const SLICE_BYTES = 8 * 1024;

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
 * const link = startLink(GOOD, { seed: 1 });
 * const cos = await link.proxyTo(localCos.port);
 * // … upload to cos.host …
 * await link.close();
 */
export function startLink(profile: LinkProfile, options: LinkOptions): Link {
  const { now = () => performance.now(), delay = delayByTimer } = options;
  const up = createPace(profile.bytesPerSecond);
  const down = createPace(Number.POSITIVE_INFINITY);
  const nextBytesUntilCut = createCuts(profile, options.seed);
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

  function accept(phone: Socket, port: number, traffic: TrafficCounter) {
    const server = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    const connection = { phone, server, bytesUntilCut: nextBytesUntilCut(), isFrozen: false };
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
      traffic.countRequest({ line: chunk.toString("latin1").split("\r\n", 1)[0] ?? "", startedMs: now() });
    });
    pass(connection, phone, server, up, (bytes) => {
      traffic.countSent(bytes);
      connection.bytesUntilCut -= bytes;
      if (connection.bytesUntilCut <= 0) cut(connection);
    });
    pass(connection, server, phone, down, (bytes) => {
      if (now() < losesResponsesUntilMs) cut(connection);
      else traffic.countReceived(bytes);
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
      const traffic = countTraffic();
      const server = createServer({ allowHalfOpen: true }, (phone) => accept(phone, port, traffic));
      servers.push(server);
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("no port");
      return { ...traffic, host: `127.0.0.1:${address.port}` };
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
