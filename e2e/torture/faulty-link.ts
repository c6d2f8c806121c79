import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy in front of a server, with faults that a test switches on and off. */
export interface FaultyLink {
  /** `127.0.0.1:41234`. */
  readonly host: string;
  /** Bytes that clients have sent through it so far. */
  bytesSent(): number;
  /** Breaks all connections. New ones work. */
  cut(): void;
  /** While it is on, no byte moves in either direction, and connections stay open. */
  stall(isOn: boolean): void;
  /** While it is on, requests arrive and their responses are lost: the connection breaks instead. */
  loseResponses(isOn: boolean): void;
  close(): Promise<void>;
}

/**
 * Starts a link to a server. The server may be down or be restarted at the same port.
 *
 * @param port the server's port on 127.0.0.1
 * @param bytesPerSecond how fast the clients can send in total. @default as fast as the machine
 */
export async function startFaultyLink(port: number, bytesPerSecond = Number.POSITIVE_INFINITY): Promise<FaultyLink> {
  const pairs = new Set<readonly [client: Socket, upstream: Socket]>();
  let isStalled = false;
  let losesResponses = false;
  let bytesSent = 0;
  /** When the bytes that were sent so far have left, at the link's rate. */
  let freeAtMs = 0;

  const server = createServer({ pauseOnConnect: true }, (client) => {
    const upstream = connect(port, "127.0.0.1");
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    client.on("data", (bytes: Buffer) => {
      bytesSent += bytes.length;
      upstream.write(bytes);
      const nowMs = performance.now();
      freeAtMs = Math.max(freeAtMs, nowMs) + (bytes.length / bytesPerSecond) * 1000;
      const waitMs = freeAtMs - nowMs;
      // Short waits add up to one that a timer can measure.
      if (waitMs < 5) return;
      client.pause();
      setTimeout(() => !isStalled && client.resume(), waitMs);
    });
    upstream.on("data", (bytes: Buffer) => {
      if (losesResponses) end();
      else client.write(bytes);
    });
    if (isStalled) upstream.pause();
    else client.resume();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");

  function cut(): void {
    for (const [client] of pairs) client.destroy();
  }

  return {
    host: `127.0.0.1:${address.port}`,
    bytesSent: () => bytesSent,
    cut,
    stall(isOn) {
      isStalled = isOn;
      for (const socket of [...pairs].flat()) {
        if (isOn) socket.pause();
        else socket.resume();
      }
    },
    loseResponses(isOn) {
      losesResponses = isOn;
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
