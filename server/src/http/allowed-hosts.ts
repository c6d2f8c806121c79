import { isIP } from "node:net";

/** Names that a server answers to besides its addresses and localhost; `*`: any. */
export type AllowedHosts = readonly string[] | "*";

/**
 * Whether a request's Host is one that this server answers to, whatever its port.
 *
 * A page of somebody else's can have its own name point at 127.0.0.1 (DNS rebinding), and its browser then lets it read what this
 * server answers. An address can't be made to point anywhere else, and localhost never leaves the machine: RFC 6761, section 6.3.
 *
 * @param host the Host header, `sign.example.com:3000`
 */
export function isAllowedHost(host: string, allowed: AllowedHosts): boolean {
  if (allowed === "*") return true;
  const name = host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  const address = /^\[(.*)\]$/.exec(name)?.[1] ?? name;
  return isIP(address) !== 0 || name === "localhost" || name.endsWith(".localhost") || allowed.includes(name);
}
