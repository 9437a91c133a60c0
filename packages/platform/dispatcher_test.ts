import assert from "node:assert/strict";
import { createDispatcher, type Mount } from "packages/platform/dispatcher.ts";
import { createHealth } from "packages/platform/health.ts";

const peer = { remoteAddr: { hostname: "192.0.2.1" } };
const mount = (name: string, paths: string[]): Mount => ({
  paths,
  fetch: (request, from) => new Response(`${name} ${request.method} ${from.remoteAddr?.hostname}`),
});
const health = createHealth();
const mounts = [mount("auth", ["/login"]), mount("api", ["/api/*"])];
const dispatch = createDispatcher(mounts, health, "https://login.example.com");
const ask = async (path: string, headers: HeadersInit = {}) => {
  const response = await dispatch(new Request(`http://127.0.0.1:3000${path}`, { headers }), peer);
  return [response.status, await response.text()] as const;
};

Deno.test("the mount whose path matches answers, with any query, and gets the peer", async () => {
  assert.deepEqual(await ask("/login?next=/api/x"), [200, "auth GET 192.0.2.1"]);
  assert.deepEqual(await ask("/api/x?to=/login"), [200, "api GET 192.0.2.1"]);
});

Deno.test("a path of no mount goes to the first mount", async () => {
  assert.deepEqual(await ask("/elsewhere"), [200, "auth GET 192.0.2.1"]);
});

Deno.test("a process is live from the start, and ready only between open and shut", async () => {
  assert.deepEqual(await ask("/livez"), [200, "ok\n"]);
  assert.deepEqual(await ask("/readyz"), [503, '{"ok":false}']);
  health.open();
  assert.deepEqual(await ask("/readyz"), [200, '{"ok":true}']);
  assert.deepEqual(await ask("/readyz?verbose"), [200, '{"ok":true,"checks":{"process":"ok"}}']);
  health.shut();
  const [status, body] = await ask("/readyz?verbose");
  assert.equal(status, 503);
  assert.match(body, /shutting down/);
  assert.equal((await ask("/livez"))[0], 200);
});

Deno.test("through a proxy, or under the public host, readiness has no details", async () => {
  for (
    const header of [
      ["x-forwarded-for", "192.0.2.9"],
      ["forwarded", "for=192.0.2.9"],
      ["via", "1.1 proxy"],
      ["host", "login.example.com"],
    ] as [string, string][]
  ) {
    assert.equal((await ask("/readyz?verbose", [header]))[1], '{"ok":false}', header.join());
  }
  const overHttp2 = await dispatch(new Request("https://login.example.com/readyz?verbose"), peer);
  assert.equal(await overHttp2.text(), '{"ok":false}', "over HTTP/2");
  assert.match((await ask("/readyz?verbose", { host: "10.0.0.7:3001" }))[1], /checks/);
});

Deno.test("a Host header or target that is more than host and port is 400, before any mount reads the URL", async () => {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, dispatch);
  const statusOf = async (target: string, host: string) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.addr.port });
    const request = `GET ${target} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const buffer = new Uint8Array(512);
    const read = await connection.read(buffer);
    return new TextDecoder().decode(buffer.subarray(0, read ?? 0)).split(" ")[1];
  };
  try {
    const refused = [
      "not a host",
      "a/livez",
      "a/livez?",
      "a?x",
      "a#x",
      "b@a",
      "a\\b",
      "a:x",
      "a:1:2",
      "[::1",
      "a,b",
      "%61",
      "<a>",
    ];
    for (const host of refused) {
      assert.equal(await statusOf("/login", `Host: ${host}\r\n`), "400", host);
    }
    for (const target of ["http://a?x/login", "http://b@a/login", "ftp://a/login"]) {
      assert.equal(await statusOf(target, "Host: a\r\n"), "400", target);
    }
    for (const host of ["a", "a_b.example.com.", "127.0.0.1:3000", "[::1]:3000", "a:", ""]) {
      assert.equal(await statusOf("/login", `Host: ${host}\r\n`), "200", host);
    }
    assert.equal(await statusOf("/login", ""), "200");
    assert.equal(await statusOf("http://other/login", "Host: a\r\n"), "200");
  } finally {
    await server.shutdown();
  }
});
