import assert from "node:assert/strict";
import { services } from "embedded/services.ts";
import { findSchemaProblem } from "packages/storage/migrations/migrate.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { freePort } from "packages/testkit/free_port.ts";
import { readTaskCommand } from "packages/testkit/task_command.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";

async function migrate(databaseUrl: string) {
  const { args, cwd } = readTaskCommand("migrate");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { DATABASE_URL: databaseUrl },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("migrate brings every schema up to date, prints its steps, and can be repeated", async () => {
  const database = await createTestDatabase();
  try {
    const first = await migrate(database.url);
    assert.equal(first.code, 0, first.stderr);
    assert.match(
      first.stdout,
      /^PostgreSQL at DATABASE_URL, .*\n(?: {2}jobs: \d+_\w+\n)+ {2}auth: 0001_\w+\n/,
    );
    assert.match(first.stdout, /\nAll schemas are up to date\n$/);
    assert.equal(await findSchemaProblem(database.sql, migrationSources(services)), undefined);

    const second = await migrate(database.url);
    assert.match(second.stdout, /\nNothing to do: all schemas are up to date\n$/);
    const password = new URL(database.url).password;
    if (password !== "") assert.ok(!first.stdout.includes(password), "the password is not shown");
  } finally {
    await database.drop();
  }
});

Deno.test("migrate removes the job tables of an older version, and says how many jobs were not done", async () => {
  const database = await createTestDatabase();
  try {
    await database.sql`create schema pgboss`;
    await database.sql`create table pgboss.job as
      select state from unnest(array['created', 'active', 'completed']) as state`;
    const { stdout } = await migrate(database.url);
    assert.match(stdout, /\n {2}pgboss: .* removed, with 2 jobs that were not done\n/);
    assert.doesNotMatch((await migrate(database.url)).stdout, /pgboss/);
  } finally {
    await database.drop();
  }
});

Deno.test("migrate prints one sentence and exits with 1 for an unreachable database, and with 78 for an invalid URL", async () => {
  const unreachable = await migrate(`postgres://wecom@127.0.0.1:${freePort()}/wecom`);
  assert.equal(unreachable.code, 1);
  assert.match(unreachable.stderr, /^Cannot use PostgreSQL: .*\n$/);
  const wrong = await migrate("mysql://127.0.0.1/wecom");
  assert.equal(wrong.code, 78);
  assert.match(wrong.stderr, /DATABASE_URL must be a URL such as postgres:/);
});
