import assert from "node:assert/strict";
import { clientIp, isSameNetwork, limitedAddress } from "packages/platform/http/client_ip.ts";

function ip(forwarded: string | undefined, hops: number, direct?: string): string {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  const peer = direct === undefined ? undefined : { remoteAddr: { hostname: direct } };
  return clientIp(new Request("http://127.0.0.1/", { headers }), peer, hops);
}

Deno.test("without trusted proxies X-Forwarded-For is ignored", () => {
  assert.equal(ip("198.51.100.7", 0, "192.0.2.1"), "192.0.2.1");
  assert.equal(ip(undefined, 0, undefined), "unknown");
});

Deno.test("each trusted proxy has appended one entry; entries to the left of these are ignored", () => {
  assert.equal(ip("6.6.6.6, 198.51.100.7", 1, "10.0.0.1"), "198.51.100.7");
  assert.equal(ip("6.6.6.6, 198.51.100.7, 10.0.0.2", 2, "10.0.0.1"), "198.51.100.7");
  assert.equal(ip(" 198.51.100.7 ,, ", 1, "10.0.0.1"), "198.51.100.7");
});

Deno.test("with fewer entries than proxies the address of the peer is used", () => {
  assert.equal(ip(undefined, 1, "10.0.0.1"), "10.0.0.1");
  assert.equal(ip("6.6.6.6", 2, "10.0.0.1"), "10.0.0.1");
});

Deno.test("one address has one spelling: without port and brackets, mapped IPv4 as IPv4", () => {
  assert.equal(ip("198.51.100.7:51234", 1), "198.51.100.7");
  assert.equal(ip("[2001:db8::1]:51234", 1), "2001:db8::1");
  assert.equal(ip("::ffff:198.51.100.7", 1), "198.51.100.7");
  assert.equal(ip(undefined, 0, "::FFFF:198.51.100.7"), "198.51.100.7");
  assert.equal(ip(undefined, 0, "2001:db8::1"), "2001:db8::1");
});

Deno.test("the same network is the same IPv4 /24 or IPv6 /64, however it is written", () => {
  const same: [string, string][] = [
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.1", "192.0.2.254"],
    ["192.0.2.1", "::ffff:192.0.2.9"],
    ["2001:db8:1:2::1", "2001:db8:1:2:aaaa:bbbb:cccc:dddd"],
    ["2001:DB8:0001:0002::1", "2001:db8:1:2::2"],
    ["2001:db8::1", "2001:db8:0:0::ffff"],
    ["::1", "::1"],
  ];
  const different: [string, string][] = [
    ["192.0.2.1", "192.0.3.1"],
    ["192.0.2.1", "::ffff:192.0.3.1"],
    ["2001:db8:1:2::1", "2001:db8:1:3::1"],
    ["2001:db8:1::1", "2001:db8:1:1::1"],
    ["192.0.2.1", "2001:db8::1"],
    ["::1", "192.0.2.1"],
    ["192.0.2.1", "unknown"],
  ];
  for (const [left, right] of same) assert.ok(isSameNetwork(left, right), `${left} ${right}`);
  for (const [left, right] of different) assert.ok(!isSameNetwork(left, right), `${left} ${right}`);
});

Deno.test("limits count IPv4 addresses one by one, and an IPv6 /64 as one", () => {
  assert.notEqual(limitedAddress("192.0.2.1"), limitedAddress("192.0.2.2"));
  assert.equal(limitedAddress("2001:db8:1:2::1"), limitedAddress("2001:db8:1:2:9::7"));
  assert.notEqual(limitedAddress("2001:db8:1:2::1"), limitedAddress("2001:db8:1:3::1"));
});
