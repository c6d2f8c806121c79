import { once } from "node:events";
import type { Server } from "node:http";

/** Where to listen, and which variables say so. */
export interface ListenOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Named if it can't be done: `HOST and PORT`. */
  readonly variables: string;
}

/**
 * Listens, and gives the URL to ask it at from this machine.
 *
 * @throws {Error} that names the address and the variables, if the address can't be had
 */
export async function listen(server: Server, { host, port, variables }: ListenOptions): Promise<string> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Error(`can't listen on ${host}:${port}; set ${variables} to an address that is free here`, {
      cause: error,
    });
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("listening, but on no port");
  return `http://${reachable(host)}:${address.port}`;
}

/** Whether it stands for every address of this machine, and is none that anybody could ask. */
export function isEveryAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

function reachable(host: string): string {
  if (isEveryAddress(host)) return host === "::" ? "[::1]" : "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
