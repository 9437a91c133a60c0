import assert from "node:assert/strict";
import { isPublicUrl } from "packages/wecom/client/public_address.ts";

const PUBLIC = "https://ww-aibot.example.com/file?sign=1";
const resolvesTo = (...addresses: string[]) => ({
  allowsLoopback: false,
  resolve: () => Promise.resolve(addresses),
});

Deno.test("only a public name whose addresses are all public is allowed", async () => {
  const publicly = ["203.0.114.7", "2400:cb00::1"];
  assert.equal(await isPublicUrl(PUBLIC, resolvesTo(...publicly)), true);
  const inside = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "2001:0:a00:1::",
  ];
  for (const address of inside) {
    assert.equal(await isPublicUrl(PUBLIC, resolvesTo(...publicly, address)), false, address);
  }
});

Deno.test("IP addresses, internal names, other schemes, ports and passwords are refused without a DNS query", async () => {
  const refused = [
    "",
    "no url",
    "http://ww-aibot.example.com/file",
    "https://ww-aibot.example.com:8443/file",
    "https://user:password@ww-aibot.example.com/file",
    "file:///etc/passwd",
    "ftp://ww-aibot.example.com/file",
    "https://localhost/file",
    "https://redis/file",
    "https://postgres.default.svc/file",
    "https://api.svc.cluster.local/file",
    "https://metadata.google.internal/file",
    "https://localhost./file",
    "https://127.0.0.1/file",
    "https://2130706433/file",
    "https://0x7f.1/file",
    "https://[::1]/file",
    "https://[::ffff:127.0.0.1]/file",
    "https://93.184.216.34/file",
    "https://ww-aibot.example.com./file",
  ];
  const resolve = () => assert.fail("a name was looked up");
  for (const url of refused) {
    assert.equal(await isPublicUrl(url, { allowsLoopback: false, resolve }), false, url);
  }
});

Deno.test("this machine is allowed only when WeCom is a simulator on it", async () => {
  const resolve = () => assert.fail("a name was looked up");
  for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"]) {
    const url = `http://${host}/sim/wecom/aibot/file/x`;
    assert.equal(await isPublicUrl(url, { allowsLoopback: true, resolve }), true);
    assert.equal(await isPublicUrl(url, { allowsLoopback: false, resolve }), false);
  }
  const inside = { ...resolvesTo("10.0.0.1"), allowsLoopback: true };
  assert.equal(await isPublicUrl("http://10.0.0.1/file", inside), false);
  assert.equal(await isPublicUrl(PUBLIC, inside), false);
});

Deno.test("a name that does not resolve here is allowed, because a proxy may resolve it", async () => {
  const resolve = () => Promise.reject(new Error("ENOTFOUND"));
  assert.equal(await isPublicUrl(PUBLIC, { allowsLoopback: false, resolve }), true);
});
