import { isIP } from "node:net";

/** Host names that a server accepts besides its addresses and localhost; `*`: any. */
export type AllowedHosts = readonly string[] | "*";

/**
 * Whether the server accepts a request's Host, on any port.
 *
 * An attacker can point a domain at 127.0.0.1 (DNS rebinding); a browser then lets the attacker's page read the responses of this
 * server. Addresses cannot be rebound, and localhost never leaves the machine: RFC 6761, section 6.3.
 *
 * @param host the Host header, `sign.example.com:3000`
 */
export function isAllowedHost(host: string, allowed: AllowedHosts): boolean {
  if (allowed === "*") return true;
  const name = host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  const address = /^\[(.*)\]$/.exec(name)?.[1] ?? name;
  return isIP(address) !== 0 || name === "localhost" || name.endsWith(".localhost") || allowed.includes(name);
}
