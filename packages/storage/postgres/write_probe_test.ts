import assert from "node:assert/strict";
import postgres from "postgres";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createWriteProbe } from "packages/storage/postgres/write_probe.ts";
import { createTestDatabase, type TestDatabase } from "packages/testkit/test_database.ts";

let database: TestDatabase;
Deno.test.beforeAll(async () => {
  database = await createTestDatabase(migrationSources([]));
});
Deno.test.afterAll(() => database.drop());

/** Opens a connection with a setting, and returns the outcome of a probe on it: `ok` or the sentence. */
async function probeWith(setting: Record<string, string>, url = database.url): Promise<string> {
  const sql = postgres(url, { max: 1, connection: setting, onnotice: () => {} });
  try {
    return await createWriteProbe(sql)().then(() => "ok", (error) => error.message);
  } finally {
    await sql.end();
  }
}

Deno.test("a database that takes writes passes, again and again, and keeps one row", async () => {
  for (let probes = 0; probes < 3; probes += 1) assert.equal(await probeWith({}), "ok");
  assert.equal((await database.sql`select from jobs.write_probe`).count, 1);
});

Deno.test("a read-only database, and one without room for a file, do not pass", async () => {
  assert.match(
    await probeWith({ default_transaction_read_only: "on" }),
    /^Cannot write to PostgreSQL: cannot execute INSERT in a read-only transaction/,
  );
  assert.match(await probeWith({ temp_file_limit: "1" }), /^Cannot write to PostgreSQL: temporary/);
});

Deno.test("without the tables of the job queue the probe passes: the check of the schema reports them", async () => {
  const empty = await createTestDatabase();
  try {
    assert.equal(await probeWith({}, empty.url), "ok");
  } finally {
    await empty.drop();
  }
});

Deno.test("a commit that hangs is a failure in time", async () => {
  const blocker = postgres(database.url, { max: 1 });
  await createWriteProbe(database.sql)();
  const held = Promise.withResolvers<void>();
  const holding = blocker.begin(async (tx) => {
    await tx`select from jobs.write_probe for update`;
    const startedAt = performance.now();
    await assert.rejects(createWriteProbe(database.sql)(), /no answer in time/);
    assert.ok(performance.now() - startedAt < 6_000);
    held.resolve();
  });
  await held.promise;
  await holding;
  await blocker.end();
});

Deno.test("the database is written at most every three seconds, however often health is asked", async () => {
  let now = 0;
  const check = createWriteProbe(database.sql, () => now);
  const writtenAt = async () => {
    await check();
    const [row] = await database.sql`select written_at::text as at from jobs.write_probe`;
    return row!["at"];
  };
  const first = await writtenAt();
  now = 2_999;
  assert.equal(await writtenAt(), first);
  now = 3_000;
  assert.notEqual(await writtenAt(), first);
});
