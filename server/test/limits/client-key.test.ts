import { clientKey } from "../../src/limits/client-key.ts";

describe("clientKey", () => {
  it.each([
    ["203.0.113.7", "ip:203.0.113.7"],
    ["::ffff:203.0.113.7", "ip:203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "ip:2001:db8:1:2::/64"],
    ["2001:DB8:1:2::6", "ip:2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::", "ip:2001:db8:1:2::/64"],
    ["2001:db8::6", "ip:2001:db8:0:0::/64"],
    ["::1", "ip:0:0:0:0::/64"],
    ["fe80::1%eth0", "ip:fe80:0:0:0::/64"],
    ["203.0.113.7:5678", "ip:203.0.113.7"],
    ["[2001:db8:1:2::6]:443", "ip:2001:db8:1:2::/64"],
    ["[2001:db8:1:2::6]", "ip:2001:db8:1:2::/64"],
    ["x".repeat(9_000), "ip:unknown"],
    [undefined, "ip:unknown"],
  ])("of the address %s – %s", (ip, key) => {
    expect(clientKey(undefined, { ip })).toBe(key);
  });

  it("of somebody known – the owner, whatever the address", () => {
    expect(clientKey("0123abcd", { ip: "203.0.113.7" })).toBe("owner:0123abcd");
  });

  it("of somebody known – the address is not even worked out", () => {
    const request = {
      get ip(): string {
        throw new Error("asked for the address");
      },
    };
    expect(clientKey("0123abcd", request)).toBe("owner:0123abcd");
  });
});
