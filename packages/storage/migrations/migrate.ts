import type postgres from "postgres";
import {
  type Migration,
  type MigrationSource,
  readMigrations,
} from "packages/storage/migrations/files.ts";

/** A migration that was carried out. */
export interface AppliedMigration {
  readonly schema: string;
  readonly version: number;
  readonly name: string;
}

/** A row of `<schema>.schema_migrations`. */
interface AppliedRow {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/** Of our own choosing; one lock for all schemas of a database. */
const ADVISORY_LOCK = 7_306_085_121;

/**
 * Brings the schemas up to their files, forward only: every file once, in a transaction of its own,
 * under one advisory lock, so that of several callers one works and the others then find it done.
 * Files must qualify every name: the search path is empty. A database that is newer than the files
 * is left as it is. Throws a sentence when a file that was carried out has changed, or when one
 * fails; what was carried out before it stays.
 */
export async function migrate(
  sql: postgres.Sql,
  sources: readonly MigrationSource[],
): Promise<AppliedMigration[]> {
  const planned = await Promise.all(
    sources.map(async (source) => ({ ...source, files: await readMigrations(source) })),
  );
  const connection = await sql.reserve();
  try {
    // Waiting for the lock, and changing large tables, may take long.
    await connection`set statement_timeout to 0`;
    await connection`select pg_advisory_lock(${ADVISORY_LOCK})`;
    const applied: AppliedMigration[] = [];
    for (const { schema, files } of planned) {
      applied.push(...await migrateSchema(connection, schema, files));
    }
    return applied;
  } finally {
    const reset = connection`select pg_advisory_unlock(${ADVISORY_LOCK})`
      .then(() => connection`reset statement_timeout`);
    await reset.catch(() => {
      // The connection has gone, and the lock with it.
    });
    connection.release();
  }
}

/**
 * Why the database does not fit the files, as a sentence for the log of an unready service;
 * undefined when it fits. A newer database fits: during a rolling update it comes first.
 */
export async function schemaFits(
  sql: postgres.Sql,
  sources: readonly MigrationSource[],
): Promise<string | undefined> {
  for (const source of sources) {
    const files = await readMigrations(source);
    const rows = await readApplied(sql, source.schema);
    const missing = files[rows.length];
    const misfit = findMisfit(source.schema, files, rows);
    if (misfit !== undefined) return misfit;
    if (missing !== undefined) {
      return `The schema ${source.schema} is not up to date: ${
        describe(missing)
      } was not carried ` +
        'out yet. Run "deno task migrate"';
    }
  }
}

async function migrateSchema(
  connection: postgres.ReservedSql,
  schema: string,
  files: readonly Migration[],
): Promise<AppliedMigration[]> {
  await connection.unsafe(`
    create schema if not exists "${schema}";
    create table if not exists "${schema}".schema_migrations (
      version int primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now()
    );`);
  const rows = await readApplied(connection, schema);
  const misfit = findMisfit(schema, files, rows);
  if (misfit !== undefined) throw new Error(misfit);
  const applied: AppliedMigration[] = [];
  for (const file of files.slice(rows.length)) {
    await carryOut(connection, schema, file);
    applied.push({ schema, version: file.version, name: file.name });
  }
  return applied;
}

async function carryOut(
  connection: postgres.ReservedSql,
  schema: string,
  { version, name, sql, checksum }: Migration,
): Promise<void> {
  await connection`begin`;
  try {
    await connection`set local search_path to ''`;
    await connection.unsafe(sql);
    await connection`
      insert into ${connection(schema)}.schema_migrations ${
      connection({ version, name, checksum })
    }`;
    await connection`commit`;
  } catch (error) {
    await connection`rollback`.catch(() => {
      // The connection has gone, and the transaction with it.
    });
    const reason = error instanceof Error ? error.message : String(error);
    const file = describe({ version, name });
    throw new Error(
      `Cannot migrate schema ${schema}: ${file} failed and was undone: ${reason}`,
      { cause: error },
    );
  }
}

async function readApplied(
  sql: postgres.Sql | postgres.ReservedSql,
  schema: string,
): Promise<AppliedRow[]> {
  const [{ exists } = { exists: false }] = await sql<{ exists: boolean }[]>`
    select to_regclass(${`"${schema}".schema_migrations`}) is not null as exists`;
  if (!exists) return [];
  return await sql<AppliedRow[]>`
    select version, name, checksum from ${sql(schema)}.schema_migrations order by version`;
}

/** What was carried out must be what the files say, as far as both go. */
function findMisfit(
  schema: string,
  files: readonly Migration[],
  rows: readonly AppliedRow[],
): string | undefined {
  for (const [index, row] of rows.entries()) {
    const file = files[index];
    if (file === undefined) return undefined;
    if (row.version !== file.version || row.name !== file.name) {
      return `The schema ${schema} does not fit its files: ${
        describe(row)
      } was carried out where ` +
        `${describe(file)} is now; restore the files as they were and add new ones at the end`;
    }
    if (row.checksum !== file.checksum) {
      return `The schema ${schema} does not fit its files: ${
        describe(file)
      } has changed since it ` +
        "was carried out; restore it and put the change into a new file";
    }
  }
}

function describe({ version, name }: { version: number; name: string }): string {
  return `${String(version).padStart(4, "0")}_${name}.sql`;
}
