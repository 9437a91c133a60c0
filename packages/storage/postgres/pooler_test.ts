import assert from "node:assert/strict";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { startPgBouncer } from "packages/testkit/pgbouncer.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

/** What a pool must accept at the start of a connection. */
const OUR_SETTINGS = "statement_timeout,jit,synchronous_commit,enable_seqscan,enable_bitmapscan";

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase();
});
Deno.test.afterAll(() => database.drop());

/** The outcome of the check through a pool: `ok` or the sentence. */
async function checkThroughPool(settings: Record<string, string>): Promise<string> {
  const pool = await startPgBouncer(database.url, settings);
  const postgres = await openPostgres({ databaseUrl: pool.url, maxConnections: 3 });
  try {
    return await postgres.check().then(() => "ok", (error) => error.message);
  } finally {
    await postgres.close();
    await pool.stop();
  }
}

Deno.test("PgBouncer in transaction mode is named as such; in session mode it is accepted", async () => {
  const inMode = (pool_mode: string) =>
    checkThroughPool({ pool_mode, ignore_startup_parameters: OUR_SETTINGS });
  assert.match(
    await inMode("transaction"),
    /^Cannot use PostgreSQL: DATABASE_URL leads to a pool in transaction mode .*session mode$/,
  );
  assert.equal(await inMode("session"), "ok");
});

Deno.test("a PgBouncer that refuses our settings is named, with the line for its configuration", async () => {
  assert.match(
    await checkThroughPool({ pool_mode: "session" }),
    /leads to PgBouncer, which refuses the parameter \w+\..* ignore_startup_parameters = statement_timeout, jit,/,
  );
});

Deno.test("a server without a pool passes", async () => {
  const postgres = await openPostgres({ databaseUrl: database.url, maxConnections: 2 });
  try {
    await postgres.check();
  } finally {
    await postgres.close();
  }
});
