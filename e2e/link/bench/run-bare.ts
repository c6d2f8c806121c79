import { once } from "node:events";
import { connect, createServer } from "node:net";
import { startLink } from "../link.ts";
import type { LinkProfile } from "../profiles.ts";

const CHUNK = Buffer.alloc(64 * 1024);

/** Sends bytes over one connection of a link that cuts nothing, and shows so what the machine itself adds. @returns milliseconds */
export async function runBare({ name, bytesPerSecond, roundTripMs }: LinkProfile, bytes: number): Promise<number> {
  const sink = createServer((socket) => void socket.on("error", () => {}).resume());
  sink.listen(0, "127.0.0.1");
  await once(sink, "listening");
  const address = sink.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const link = startLink({ name, bytesPerSecond, roundTripMs }, { seed: 1 });
  try {
    const { host, sent } = await link.proxyTo(address.port);
    const socket = connect({ port: Number(host.split(":")[1]), host: "127.0.0.1" }).on("error", () => {});
    const startMs = performance.now();
    for (let written = 0; written < bytes; written += CHUNK.length) {
      if (!socket.write(CHUNK)) await once(socket, "drain");
    }
    await sent(bytes);
    const durationMs = performance.now() - startMs;
    socket.destroy();
    return durationMs;
  } finally {
    await link.close();
    sink.close();
  }
}
