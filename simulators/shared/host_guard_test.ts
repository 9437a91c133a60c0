import assert from "node:assert/strict";
import { createHostGuard } from "simulators/shared/host_guard.ts";

const guard = createHostGuard(["http://127.0.0.1:3000", "http://sim.example.com:8080/sim/wecom"]);
const ask = (headers: Record<string, string>, url = "http://127.0.0.1:3000/") =>
  guard(new Request(url, { headers }));

Deno.test("a simulator answers under the names of this machine and its configured host", () => {
  for (
    const host of [
      "localhost:3000",
      "127.0.0.1:3000",
      "LocalHost",
      "[::1]:3000",
      "sim.example.com:8080",
      "sim.example.com",
    ]
  ) {
    assert.equal(ask({ host }), undefined, host);
  }
  const proxy = { "x-forwarded-for": "127.0.0.1, ::1", "x-forwarded-host": "localhost:8080" };
  assert.equal(ask({ host: "localhost", ...proxy }), undefined, "a proxy on this machine");
  assert.equal(ask({ host: "localhost", via: "1.1 Caddy", ...proxy }), undefined, "one with Via");
  assert.equal(ask({}), undefined, "HTTP/2 has the host in the URL only");
});

Deno.test("a foreign host name is refused, and so is a tunnel that calls itself localhost", async () => {
  for (
    const host of [
      "my-tunnel.example.com",
      "localhost.example.com",
      "127.0.0.1.example.com",
      "evil.test:3000",
      "192.0.2.1",
      "0.0.0.0:3000",
      "",
    ]
  ) {
    assert.equal(ask({ host })?.status, 403, host);
  }
  for (
    const header of [
      { "x-forwarded-for": "203.0.113.9" },
      { "x-forwarded-for": "127.0.0.1, 203.0.113.9" },
      { "x-forwarded-host": "my-tunnel.example.com" },
      { "x-real-ip": "203.0.113.9" },
      { "cf-connecting-ip": "2001:db8::1" },
      { "cf-connecting-ipv6": "2001:db8::1" },
      { "x-client-ip": "203.0.113.9" },
      { "x-original-host": "my-tunnel.example.com" },
      { forwarded: "for=203.0.113.9" },
      { via: "1.1 my-tunnel.example.com" },
      { "cdn-loop": "cloudflare" },
    ]
  ) {
    const refusal = ask({ host: "localhost:3000", ...header });
    assert.equal(refusal?.status, 403, JSON.stringify(header));
    assert.match(await refusal!.text(), /SIMULATORS=on/);
  }
  const elsewhere = "http://my-tunnel.example.com/";
  assert.equal(ask({}, elsewhere)?.status, 403, "over HTTP/2");
  assert.equal(ask({ host: "localhost" }, elsewhere)?.status, 403, "an absolute request target");
});
