import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The position of an IPv4 address within an IPv6 address: the index of the first of its two groups. */
const IPV4_GROUP: Readonly<Record<string, number>> = {
  // ::ffff:0:0/96, RFC 4291 section 2.5.5.2
  ipv4Mapped: 6,
  // ::ffff:0:0:0/96, RFC 2765 section 2.1
  rfc6145: 6,
  // 64:ff9b::/96, NAT64, RFC 6052 section 2.1
  rfc6052: 6,
  // 2002::/16, RFC 3056 section 2
  "6to4": 1,
};

/**
 * Parses an address as a peer or a proxy writes it. Brackets, a port and a zone id are dropped, and an IPv6 address that holds an IPv4 address becomes that
 * IPv4 address. Otherwise each spelling of an address would have quotas of its own, or the whole of IPv4 would share one /64.
 *
 * @returns `undefined` if the text is not an address
 */
export function normalizeAddress(text: string): Address | undefined {
  const bare = withoutPort(text.trim());
  // Stricter than ipaddr.js, which also reads 127.1, 0x7f.0.0.1 and 2130706433.
  if (isIP(bare) === 4) return ipaddr.IPv4.parse(bare);
  if (isIP(bare) !== 6) return undefined;
  const [withoutZone = ""] = bare.split("%", 1);
  const address = ipaddr.IPv6.parse(inHexadecimal(withoutZone));
  return ipv4Of(address) ?? address;
}

/** The network of an IPv6 address in lower case: `2001:db8:1:0:0:0:0:0/48`. */
export function networkOf(address: Address, prefixBits: 48 | 64): string {
  const bytes = address.toByteArray().map((byte, index) => (index < prefixBits / 8 ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toNormalizedString()}/${prefixBits}`;
}

/** Some proxies add the port: `203.0.113.7:5678`, `[2001:db8::1]:443`. */
function withoutPort(text: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

/** ipaddr.js 1.9 reads a dotted end, as in 64:ff9b::192.0.2.1, only after ::ffff:. URL rewrites the address in hexadecimal. */
function inHexadecimal(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

function ipv4Of(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const { parts } = address;
  const group = IPV4_GROUP[address.range()];
  if (group !== undefined) return ipv4(parts[group], parts[group + 1]);
  // Teredo holds the client's address with every bit inverted. RFC 4380 section 4
  if (address.range() === "teredo") return ipv4(~(parts[6] ?? 0), ~(parts[7] ?? 0));
  // ::/96, IPv4-compatible, RFC 4291 section 2.5.5.1. :: and ::1 hold no IPv4 address.
  const isCompatible =
    parts.slice(0, 6).every((part) => part === 0) && !["unspecified", "loopback"].includes(address.range());
  return isCompatible ? ipv4(parts[6], parts[7]) : undefined;
}

function ipv4(high = 0, low = 0): ipaddr.IPv4 {
  return new ipaddr.IPv4([high >> 8, high, low >> 8, low].map((octet) => octet & 0xff));
}
