import { isIP, isIPv6 } from "node:net";

/** A home or a phone gets a whole /64 of IPv6 addresses, and may speak from each of them. */
const IPV6_GROUPS = 4;

/** A request, for its address as Express gives it: the peer's, or what a trusted proxy says. */
export interface Addressed {
  /** Worked out anew from X-Forwarded-For each time it is read. */
  readonly ip?: string | undefined;
}

/** Whom a quota is counted for: whoever uploads, if that is known, else the network address. */
export function clientKey(owner: string | undefined, request: Addressed): string {
  if (owner !== undefined) return `owner:${owner}`;
  const { ip } = request;
  return `ip:${ip === undefined ? "unknown" : network(ip)}`;
}

/** Some proxies write the port too: `203.0.113.7:5678`, `[2001:db8::1]:443`. Each port would be another client. */
function withoutPort(text: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

function network(text: string): string {
  const ip = withoutPort(text);
  if (isIP(ip) === 0) return "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(ip)) return ip;
  const [address = ""] = ip.toLowerCase().split("%", 1);
  const [head = "", tail] = address.split("::");
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const missing = Array.from({ length: Math.max(8 - left.length - right.length, 0) }, () => "0");
  return `${[...left, ...missing, ...right].slice(0, IPV6_GROUPS).join(":")}::/64`;
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":").map((group) => group.replace(/^0+(?=.)/, ""));
}
