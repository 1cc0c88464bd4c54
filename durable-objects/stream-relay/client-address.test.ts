import { expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

it("[STR-22] takes all addresses of an IPv6 network for one client, and no two IPv4 addresses", () => {
  expect(clientAddress("203.0.113.7")).toBe("203.0.113.7");
  expect(clientAddress("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(clientAddress("2001:db8:0:7:1:2:3:4")).toBe("2001:db8:0:7::/64");
  expect(clientAddress("2001:0DB8::7:aaaa:bbbb:cccc:dddd")).toBe("2001:db8:0:7::/64");
  expect(clientAddress("2001:db8::1")).toBe("2001:db8:0:0::/64");
});

it("[STR-22] knows nobody by a missing address or by this machine's own", () => {
  for (const text of [undefined, null, "", "127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    expect(clientAddress(text)).toBeUndefined();
  }
});
