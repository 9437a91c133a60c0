import assert from "node:assert/strict";
import { logIn } from "packages/storage/embedded_postgres/login.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { startPostgresServer } from "packages/testkit/postgres_server.ts";

Deno.test("a refused login is an error at once, not repeated until the limit", async () => {
  const server = await startPostgresServer();
  const wrong = new URL(server.url);
  wrong.password = "guess";
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), 15_000);
  try {
    const refused = logIn(wrong.href, waiting.signal, Infinity);
    await assert.rejects(refused, /password authentication failed/);
    assert.equal(await logIn(server.url, waiting.signal, Infinity), true);
  } finally {
    clearTimeout(timer);
    await server.stop();
  }
});

Deno.test("while no server listens the login is repeated, until the limit or the signal", async () => {
  const url = `postgres://postgres:guess@127.0.0.1:${freePort()}/postgres`;
  const waiting = new AbortController();
  await assert.rejects(logIn(url, waiting.signal, 50), Deno.errors.ConnectionRefused);
  setTimeout(() => waiting.abort(), 50);
  assert.equal(await logIn(url, waiting.signal, Infinity), undefined);
});
