import postgres from "postgres";
import { sha256Hex } from "packages/platform/encoding.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { migrate } from "packages/storage/migrations/migrate.ts";
import { type MigrationSource, readMigrations } from "packages/storage/migrations/files.ts";
import { startPostgresServer } from "packages/testkit/postgres_server.ts";

/** A database for one test file. */
export interface TestDatabase {
  readonly url: string;
  readonly sql: postgres.Sql;
  /** Removes the database, and ends the server if it was started for this database. */
  drop(): Promise<void>;
}

/**
 * Creates a database with the tables of `migrations`: on the server at `TEST_DATABASE_URL`, whose user
 * must be allowed to create databases, or on a new server. Equal databases of a run are copies of one template, because
 * a copy takes a quarter of the time.
 */
export async function createTestDatabase(
  migrations: readonly MigrationSource[] = [],
): Promise<TestDatabase> {
  const given = Deno.env.get("TEST_DATABASE_URL");
  const server = given === undefined ? await startPostgresServer() : undefined;
  const serverUrl = given ?? server!.url;
  const admin = connect(serverUrl, 1);
  const template = await provideTemplate(admin, serverUrl, migrations);
  const name = `test_${randomHex(systemRandomBytes, 8)}`;
  await admin.unsafe(`create database ${name} template ${template}`);
  const url = urlOf(serverUrl, name);
  const sql = connect(url, 10);
  return {
    url,
    sql,
    async drop() {
      await sql.end({ timeout: 1 });
      if (server === undefined) await admin.unsafe(`drop database ${name} with (force)`);
      await admin.end({ timeout: 1 });
      await server?.stop();
    },
  };
}

/** The name of a template with these tables. The first test file that needs it creates it. */
async function provideTemplate(
  admin: postgres.Sql,
  serverUrl: string,
  migrations: readonly MigrationSource[],
): Promise<string> {
  if (migrations.length === 0) return "template1";
  const files = await Promise.all(migrations.map(readMigrations));
  const hash = sha256Hex(JSON.stringify([migrations.map(({ schema }) => schema), files]));
  const name = `template_${hash.slice(0, 24)}`;
  // Test files run in parallel. The key of a lock has 63 bits here.
  const lock = String(BigInt(`0x${hash.slice(0, 15)}`));
  await admin`select pg_advisory_lock(${lock})`;
  try {
    const [existing] = await admin`select 1 from pg_database where datname = ${name}`;
    if (existing === undefined) await makeTemplate(admin, serverUrl, name, migrations);
  } finally {
    await admin`select pg_advisory_unlock(${lock})`;
  }
  return name;
}

async function makeTemplate(
  admin: postgres.Sql,
  serverUrl: string,
  name: string,
  migrations: readonly MigrationSource[],
): Promise<void> {
  // It gets its name when it is complete, so that a failure cannot leave an incomplete template.
  const draft = `${name}_draft`;
  await admin.unsafe(`drop database if exists ${draft}`);
  await admin.unsafe(`create database ${draft}`);
  const sql = connect(urlOf(serverUrl, draft), 10);
  try {
    await migrate(sql, migrations);
  } finally {
    await sql.end({ timeout: 1 });
  }
  await waitForNoSessions(admin, draft);
  await admin.unsafe(`alter database ${draft} rename to ${name}`);
}

/** A closed connection stays a session for a moment. A database with sessions cannot be renamed or copied. */
async function waitForNoSessions(admin: postgres.Sql, database: string): Promise<void> {
  while (true) {
    const [session] = await admin`select 1 from pg_stat_activity where datname = ${database}`;
    if (session === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

function connect(url: string, max: number): postgres.Sql {
  return postgres(url, { max, onnotice: () => {}, connection: { TimeZone: "UTC" } });
}
