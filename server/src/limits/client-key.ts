import { networkOf, normalizeAddress } from "./network-address.ts";

/** The address of a request as Express reports it: the peer's, or the one from a trusted proxy. */
export interface Addressed {
  /** Express parses X-Forwarded-For on each read. */
  readonly ip?: string | undefined;
}

/** Whose quotas a request consumes. */
export interface Client {
  /** `owner:<owner>`, or `ip:<address>` without a login. */
  readonly key: string;
  /** The IPv6 /48 around the client, which has wider quotas of its own. */
  readonly network?: string | undefined;
}

/**
 * The client of a request: its owner if known, else its network address.
 *
 * Every IPv4 address is one client, and so is every IPv6 /64, because a home or a phone owns all addresses of a /64. All requests without a valid address are one client.
 */
export function clientOf(owner: string | undefined, request: Addressed): Client {
  if (owner !== undefined) return { key: `owner:${owner}` };
  const { ip } = request;
  const address = ip === undefined ? undefined : normalizeAddress(ip);
  if (address === undefined) return { key: "ip:unknown" };
  if (address.kind() === "ipv4") return { key: `ip:${address.toString()}` };
  return { key: `ip:${networkOf(address, 64)}`, network: `ip:${networkOf(address, 48)}` };
}
