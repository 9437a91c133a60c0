import assert from "node:assert/strict";
import { type EmbeddedProcess, startEmbeddedProcess } from "packages/testkit/embedded_process.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { type RedisServer, startRedisServer } from "packages/testkit/redis_server.ts";
import { scaleWait } from "packages/testkit/scale_wait.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

const NOTICED_WITHIN_MS = 10_000;

async function statusOf(process: EmbeddedProcess, path: string): Promise<number> {
  const { status, body } = await fetch(process.url + path);
  await body?.cancel();
  return status;
}

/** Waits until health has `status`, which takes ten seconds at most, and checks that the process stays ready. */
async function whenHealthIs(process: EmbeddedProcess, status: number): Promise<void> {
  const startedAt = performance.now();
  await eventually(async () => assert.equal(await statusOf(process, "/api/health"), status), {
    everyMs: 200,
  });
  assert.ok(performance.now() - startedAt < scaleWait(NOTICED_WITHIN_MS));
  assert.equal(await statusOf(process, "/readyz"), 200);
}

async function redisCli(server: RedisServer, ...args: string[]): Promise<void> {
  const command = new Deno.Command("redis-cli", { args: ["-u", server.url, ...args] });
  assert.ok((await command.output()).success);
}

async function setReadOnly({ sql }: TestDatabase, value: "on" | "off"): Promise<void> {
  const [row] = await sql`select current_database() as name`;
  await sql.unsafe(`alter database ${row!["name"]} set default_transaction_read_only = ${value}`);
  if (value === "off") return;
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name like 'wecom-stack%'`;
}

Deno.test("servers that answer but take no writes: health is 503 within ten seconds, and the process stays ready", async () => {
  const [database, redis] = await Promise.all([createTestDatabase(), startRedisServer()]);
  const process = await startEmbeddedProcess({
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
  });
  try {
    await whenHealthIs(process, 200);
    for (
      const [stop, start] of [
        [() => setReadOnly(database, "on"), () => setReadOnly(database, "off")],
        [
          () => redisCli(redis, "CONFIG", "SET", "maxmemory", "1"),
          () => redisCli(redis, "CONFIG", "SET", "maxmemory", "0"),
        ],
        [
          () => redisCli(redis, "REPLICAOF", "127.0.0.1", "1"),
          () => redisCli(redis, "REPLICAOF", "NO", "ONE"),
        ],
        [() => redis.kill("SIGSTOP"), () => redis.kill("SIGCONT")],
      ] as const
    ) {
      await stop();
      await whenHealthIs(process, 503);
      await start();
      await whenHealthIs(process, 200);
    }
  } finally {
    await process.stop();
    await Promise.all([redis.stop(), database.drop()]);
  }
});

Deno.test("the embedded PostgreSQL is killed: the process starts it again, and is healthy with its data", async () => {
  const process = await startEmbeddedProcess();
  try {
    const note = `${process.dataDir}/postgres/data/postmaster.pid`;
    const pid = Number((await Deno.readTextFile(note)).split("\n")[0]);
    Deno.kill(pid, "SIGKILL");
    await eventually(() => assert.match(process.output(), /"event":"postgres_restarted"/));
    await eventually(async () => assert.equal(await statusOf(process, "/api/health"), 200));
    assert.equal(await statusOf(process, "/api/auth/wecom/qrcode"), 200);
  } finally {
    await process.stop();
  }
});
