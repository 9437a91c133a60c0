import assert from "node:assert/strict";
import { isLoopbackHost } from "packages/platform/loopback.ts";

Deno.test("localhost, 127.0.0.0/8 and ::1 are loopback hosts", () => {
  for (const host of ["localhost", "LOCALHOST", "127.0.0.1", "127.255.0.3", "::1", "[::1]"]) {
    assert.ok(isLoopbackHost(host), host);
  }
});

Deno.test("hosts that other machines can reach, and names that only look similar, are not loopback hosts", () => {
  const others = ["", "0.0.0.0", "::", "[::]", "10.0.0.1", "192.0.2.7", "127.example.com"];
  const similar = ["localhost.example.com", "127.0.0.1.example.com", "127.0.0.1:3000", "127.1"];
  for (const host of [...others, ...similar]) assert.ok(!isLoopbackHost(host), host);
});
