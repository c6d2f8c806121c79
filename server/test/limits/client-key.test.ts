import fc from "fast-check";
import { clientOf } from "../../src/limits/client-key.ts";

describe("clientOf", () => {
  test.each([
    ["203.0.113.7"],
    ["203.0.113.7:5678"],
    ["[203.0.113.7]:5678"],
    [" 203.0.113.7 "],
    ["::ffff:203.0.113.7"],
    ["::FFFF:203.0.113.7"],
    ["::ffff:cb00:7107"],
    ["0:0:0:0:0:ffff:cb00:7107"],
    ["0000:0000:0000:0000:0000:FFFF:CB00:7107"],
    ["[::ffff:203.0.113.7]:443"],
    ["[::ffff:cb00:7107]"],
    ["::ffff:203.0.113.7%eth0"],
    ["[::ffff:203.0.113.7%25eth0]:443"],
    ["::203.0.113.7"],
    ["::cb00:7107"],
    ["::ffff:0:203.0.113.7"],
    ["64:ff9b::203.0.113.7"],
    ["64:ff9b::cb00:7107"],
    ["0064:FF9B:0000:0000:0000:0000:CB00:7107"],
    ["2002:cb00:7107::1"],
    ["2002:cb00:7107:ffff::2"],
    ["2001:0:4136:e378:8000:63bf:34ff:8ef8"],
  ])("%s is the IPv4 address 203.0.113.7", (ip) => {
    expect(clientOf(undefined, { ip })).toEqual({ key: "ip:203.0.113.7" });
  });

  test.each([
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2", "2001:db8:1"],
    ["2001:DB8:1:2::6", "2001:db8:1:2", "2001:db8:1"],
    ["2001:0db8:0001:0002::", "2001:db8:1:2", "2001:db8:1"],
    ["[2001:db8:1:2::6]:443", "2001:db8:1:2", "2001:db8:1"],
    ["[2001:db8:1:2::6]", "2001:db8:1:2", "2001:db8:1"],
    ["2001:db8:1:2::192.0.2.1", "2001:db8:1:2", "2001:db8:1"],
    ["2001:db8:1:ffff::6", "2001:db8:1:ffff", "2001:db8:1"],
    ["2001:db8::6", "2001:db8:0:0", "2001:db8:0"],
    ["::1", "0:0:0:0", "0:0:0"],
    ["::", "0:0:0:0", "0:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0", "fe80:0:0"],
    ["fe80::1%25eth0", "fe80:0:0:0", "fe80:0:0"],
  ])("%s is one of the /64 %s and the /48 %s", (ip, groups64, groups48) => {
    expect(clientOf(undefined, { ip })).toEqual({
      key: `ip:${groups64}:0:0:0:0/64`,
      network: `ip:${groups48}:0:0:0:0:0/48`,
    });
  });

  test.each([
    undefined,
    "",
    "unknown",
    "_hidden",
    "x".repeat(9_000),
    "127.1",
    "0x7f.0.0.1",
    "2130706433",
    "010.1.1.1",
    "256.1.1.1",
    "1.2.3.4.5",
    "1.2.3.4%eth0",
    "fe80::1%",
    "%eth0",
    "2001:db8::1::2",
    "2001:db8:1:2:3:4:5:6:7",
    "12345::",
    "::ffff:1.2.3.256",
    "[::1",
    "::1]",
    "[::1]x",
    "1.2.3.4, 5.6.7.8",
    "１.2.3.4",
    "1.2.3.4\0",
    "for=1.2.3.4",
  ])("%j is no address: all such requests are one client", (ip) => {
    expect(clientOf(undefined, { ip })).toEqual({ key: "ip:unknown" });
  });

  test("any text – never throws, and is one client in lower case without white space", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.ipV6().map((ip) => `[${ip.toUpperCase()}]:1`),
      fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEF:.%[]/") }),
    );
    fc.assert(
      fc.property(text, (ip) => {
        const { key, network } = clientOf(undefined, { ip });
        expect(key).toMatch(/^ip:(?:unknown|[\d.]+|[0-9a-f:]+\/64)$/);
        expect(network ?? "ip:0/48").toMatch(/^ip:[0-9a-f:]+\/48$/);
      }),
    );
  });

  test("with an owner – the owner, whatever the address", () => {
    expect(clientOf("0123abcd", { ip: "203.0.113.7" })).toEqual({ key: "owner:0123abcd" });
  });

  test("with an owner – Express does not parse the address", () => {
    const request = {
      get ip(): string {
        throw new Error("read the address");
      },
    };
    expect(clientOf("0123abcd", request)).toEqual({ key: "owner:0123abcd" });
  });
});
