import assert from "node:assert/strict";
import { isUnavailable } from "packages/platform/errors.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";
import { startTcpProxy } from "packages/testkit/tcp_proxy.ts";

let server: TestDatabase;
Deno.test.beforeAll(async () => {
  server = await createTestDatabase();
});
Deno.test.afterAll(() => server.drop());

/** The driver removes a lost connection after 50 ms. */
for (const [when, pauseMs] of [["soon", 0], ["long", 150]] as const) {
  Deno.test(`a transaction that goes on ${when} after its connection was lost rejects, and the pool works again`, async () => {
    const proxy = startTcpProxy(Number(new URL(server.url).port));
    const url = new URL(server.url);
    url.port = String(proxy.port);
    const database = await openPostgres({ databaseUrl: url.href, maxConnections: 1 });
    const errors: unknown[] = [];
    const ended = Promise.withResolvers<void>();
    try {
      const lost = database.sql.begin(async (tx) => {
        await tx`select 1`;
        proxy.cut();
        await eventually(() => proxy.restore());
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        await tx`select 2`.catch((error) => errors.push(error));
        await tx.unsafe("select 3").catch((error) => errors.push(error));
        ended.resolve();
        throw new Error("Cannot go on: the connection was lost");
      });
      await assert.rejects(lost, isUnavailable);
      await ended.promise;
      assert.deepEqual(errors.map(isUnavailable), [true, true]);
      await eventually(() => database.check());
    } finally {
      await database.close();
      await proxy.stop();
    }
  });
}

Deno.test("a transaction commits its result, and rolls back with the error of its callback", async () => {
  const { sql, close } = await openPostgres({ databaseUrl: server.url, maxConnections: 1 });
  try {
    await sql`create table public.kept (word text)`;
    const [first, second] = await sql.begin((tx) => [
      tx`insert into public.kept values ('一')`,
      tx`select word from public.kept where word = ${"一"}`,
    ]);
    assert.deepEqual([first.count, second[0]!["word"]], [1, "一"]);
    const undone = sql.begin("isolation level serializable", async (tx) => {
      await tx`insert into public.kept ${tx([{ word: "二" }])}`;
      await tx`select ${tx`1`} / ${tx`0`}`;
    });
    await assert.rejects(undone, /division by zero/);
    assert.deepEqual([...await sql`select word from public.kept`], [{ word: "一" }]);
  } finally {
    await close();
  }
});
