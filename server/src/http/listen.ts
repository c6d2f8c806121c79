import { once } from "node:events";
import type { Server } from "node:http";

/** The address to listen on, and the variables that configure it. */
export interface ListenOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Named in the error: `HOST and PORT`. */
  readonly variables: string;
}

/**
 * Listens, and returns the URL of the server on this machine.
 *
 * @throws {Error} if the address is not available; the message names it and the variables
 */
export async function listen(server: Server, { host, port, variables }: ListenOptions): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Error(`cannot listen on ${host}:${port}; set ${variables} to a free address of this machine`, {
      cause: error,
    });
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens without a port");
  return `http://${reachable(host)}:${address.port}`;
}

/** Whether a host means "all addresses of this machine", so that no client can connect to it literally. */
export function isEveryAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function reachable(host: string): string {
  if (isEveryAddress(host)) return host === "::" ? "[::1]" : "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
