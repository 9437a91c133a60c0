import assert from "node:assert/strict";
import postgres from "postgres";
import { isUnavailable } from "packages/platform/errors.ts";
import { openQueueConnection } from "packages/storage/jobs/queue_connection.ts";
import { openPostgres, type Postgres } from "packages/storage/postgres/postgres.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { ignoreLostConnections } from "packages/testkit/ignore_lost_connections.ts";
import { type PostgresServer, startPostgresServer } from "packages/testkit/postgres_server.ts";
import { startTcpProxy } from "packages/testkit/tcp_proxy.ts";

const POOL = 4;

let noticeLostConnections = () => {};
let old: PostgresServer;
let next: PostgresServer;
let admin: postgres.Sql;
Deno.test.beforeAll(async () => {
  noticeLostConnections = ignoreLostConnections();
  [old, next] = await Promise.all([startPostgresServer(), startPostgresServer()]);
  for (const { url } of [old, next]) {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql`create table public.written (word text)`;
    await sql`alter user postgres password 'same'`;
    await sql.end();
  }
  admin = postgres(urlAt(portOf(old)), { max: 1 });
});
Deno.test.afterAll(async () => {
  await admin.end();
  await Promise.all([old.stop(), next.stop()]);
  noticeLostConnections();
});

Deno.test("after a failover that leaves the old connections open, all of them find the primary within a second or two", async () => {
  let primary = portOf(old);
  const proxy = startTcpProxy(() => primary);
  const database = await openPostgres({ databaseUrl: urlAt(proxy.port), maxConnections: POOL });
  const jobs = openQueueConnection(database.sql);
  const listener = openQueueConnection(database.sql);
  try {
    const heard: string[] = [];
    await listener.sql.listen("words", (word) => heard.push(word));
    await useWholePool(database);
    await jobs.sql`insert into public.written values ('before')`;
    await letConnectionsAge();
    await setReadOnly("on");
    primary = portOf(next);
    await assert.rejects(async () => {
      await database.sql`insert into public.written values ('during')`;
    }, isUnavailable);
    const startedAt = performance.now();
    await eventually(() => database.sql`insert into public.written values ('after')`);
    await eventually(() => jobs.sql`insert into public.written values ('job')`);
    assert.ok(performance.now() - startedAt < 5_000);
    assert.deepEqual(new Set(await useWholePool(database)), new Set([portOf(next)]));
    await eventually(async () => {
      await database.sql`select pg_notify('words', 'hello')`;
      assert.ok(heard.includes("hello"), "the connection that listens is renewed too");
    });
  } finally {
    await setReadOnly("off");
    await Promise.all([jobs.sql.end({ timeout: 1 }), listener.sql.end({ timeout: 1 })]);
    await database.close();
    await proxy.stop();
  }
});

Deno.test("a transaction that is under way on another connection is not cut by the renewal", async () => {
  const database = await openPostgres({ databaseUrl: urlAt(portOf(old)), maxConnections: POOL });
  try {
    await useWholePool(database);
    await letConnectionsAge();
    const refused = Promise.withResolvers<void>();
    const written = database.sql.begin(async (tx) => {
      await tx`insert into public.written values ('first')`;
      await refused.promise;
      await tx`insert into public.written values ('second')`;
      return "committed";
    });
    await assert.rejects(async () => {
      await database.sql.begin("read only", (tx) => tx`insert into public.written values ('x')`);
    }, isUnavailable);
    refused.resolve();
    assert.equal(await written, "committed");
  } finally {
    await database.close();
  }
});

Deno.test("a server that stays read-only is asked again, but not with a new connection for every request", async () => {
  const database = await openPostgres({ databaseUrl: urlAt(portOf(old)), maxConnections: 1 });
  await setReadOnly("on");
  try {
    const pids = new Set<number>();
    for (let request = 0; request < 50; request += 1) {
      await database.sql`insert into public.written values ('x')`.catch(() => {});
      await eventually(async () => {
        const [row] = await database.sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
        pids.add(row.pid);
      });
    }
    assert.ok(pids.size < 25, `${pids.size} connections for 50 requests`);
  } finally {
    await setReadOnly("off");
    await database.close();
  }
});

Deno.test("a connection to a machine that is gone counts as lost, and the next one works", async () => {
  const proxy = startTcpProxy(portOf(next));
  const database = await openPostgres({
    databaseUrl: urlAt(proxy.port),
    maxConnections: 1,
    silentAfterMs: 2_000,
  });
  const jobs = openQueueConnection(database.sql);
  try {
    const whole = await jobs.sql`select 1 as one`;
    assert.equal(whole.length, 1);
    await database.check();
    proxy.dropAnswersTo("select");
    const taken = jobs.sql`select 2 as two`.then(() => "answered", isUnavailable);
    assert.equal(await taken, true);
    await database.sql`select 3`.catch(() => {});
    await eventually(() => database.check());
    assert.equal((await jobs.sql`select 4 as four`).length, 1);
    const slow = database.unlimited(() => database.sql`select pg_sleep(3.5)`);
    assert.equal((await slow).length, 1);
  } finally {
    await jobs.sql.end({ timeout: 1 });
    await database.close();
    await proxy.stop();
  }
});

/** Uses every connection of the pool at the same time. Returns the ports of their servers. */
async function useWholePool({ sql }: Postgres): Promise<number[]> {
  return await Promise.all(Array.from({ length: POOL }, async () => {
    const [row] = await sql.begin(async (tx) =>
      await tx<[{ port: number }]>`
        select current_setting('port')::integer as port, pg_sleep(0.2)`
    );
    return row.port;
  }));
}

/** Only connections older than a second are renewed. */
function letConnectionsAge(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1_100));
}

async function setReadOnly(value: "on" | "off"): Promise<void> {
  await admin.unsafe(`alter system set default_transaction_read_only = ${value}`);
  await admin`select pg_reload_conf()`;
  await eventually(async () => {
    const [row] = await admin`select current_setting('default_transaction_read_only') as now`;
    assert.equal(row!["now"], value);
  });
}

function portOf({ url }: PostgresServer): number {
  return Number(new URL(url).port);
}

function urlAt(port: number): string {
  return `postgres://postgres:same@127.0.0.1:${port}/postgres`;
}
