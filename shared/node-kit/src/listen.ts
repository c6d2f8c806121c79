import { once } from "node:events";
import type { Server } from "node:http";

/** Where to listen, and what to say when that is not possible. */
export interface ListenOptions {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** The server's name in the error: `the local COS`. */
  readonly name: string;
  /** What to do about the error: `set HOST and PORT to an address that is free here`. */
  readonly advice: string;
}

/**
 * Listens, and returns the URL under which this machine reaches the server.
 *
 * @throws {Error} with the address and the advice, if the address is not available
 * @example
 * const advice = "set PORT to a free port";
 * const { url, port } = await listen(createServer(), { host: "127.0.0.1", port: 0, name: "the server", advice });
 */
export async function listen(
  server: Server,
  { host, port, name, advice }: ListenOptions,
): Promise<{ readonly url: string; readonly host: string; readonly port: number }> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new Error(`${name} cannot listen on ${host}:${port}; ${advice}`, { cause });
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError(`${name} listens on no port`);
  const reachable = reachableAuthority(host, address.port);
  return { url: `http://${reachable}`, host: reachable, port: address.port };
}

/** Whether a host stands for every address of this machine, so that no request can name it. */
export function isEveryAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/**
 * The Host header with which this machine reaches a server that listens on `host`. If that means every address, it is loopback. Clients leave
 * out port 80.
 */
export function reachableAuthority(host: string, port: number): string {
  const reachable = isEveryAddress(host) ? (host === "::" ? "::1" : "127.0.0.1") : host;
  return `${reachable.includes(":") ? `[${reachable}]` : reachable}${port === 80 ? "" : `:${port}`}`;
}
