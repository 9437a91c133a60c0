import type postgres from "postgres";
import {
  type Migration,
  type MigrationSource,
  readMigrations,
} from "packages/storage/migrations/files.ts";

/** A migration that was applied. */
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

/** An arbitrary number: one lock for all schemas of a database. */
const ADVISORY_LOCK = 7_306_085_121;

/**
 * Applies the migrations that a database does not have yet, each in its own transaction. An advisory
 * lock lets one of several callers work while the others wait. Files must qualify every name with its
 * schema, because the search path is empty. A database that is newer than the files is not changed.
 * @returns the migrations that were applied now
 * @throws Error when an applied file has changed, or when a migration fails; earlier ones stay applied
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
    // The lock and changes to large tables may take long.
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
      // The connection was lost, which released the lock.
    });
    connection.release();
  }
}

/**
 * Checks whether the database matches the files. Returns the problem as a sentence, or undefined when
 * it matches. A newer database matches: a rolling update migrates it before the services.
 */
export async function findSchemaProblem(
  sql: postgres.Sql,
  sources: readonly MigrationSource[],
): Promise<string | undefined> {
  for (const source of sources) {
    const files = await readMigrations(source);
    const rows = await readApplied(sql, source.schema);
    const missing = files[rows.length];
    const problem = findMismatch(source.schema, files, rows);
    if (problem !== undefined) return problem;
    if (missing !== undefined) {
      const file = describe(missing);
      return `The schema ${source.schema} is not up to date: ${file} was not applied yet. ` +
        'Run "deno task migrate"';
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
  const problem = findMismatch(schema, files, rows);
  if (problem !== undefined) throw new Error(problem);
  const applied: AppliedMigration[] = [];
  for (const file of files.slice(rows.length)) {
    await applyFile(connection, schema, file);
    applied.push({ schema, version: file.version, name: file.name });
  }
  return applied;
}

async function applyFile(
  connection: postgres.ReservedSql,
  schema: string,
  { version, name, sql, checksum }: Migration,
): Promise<void> {
  await connection`begin`;
  try {
    await connection`set local search_path to ''`;
    await connection.unsafe(sql);
    const row = connection({ version, name, checksum });
    await connection`insert into ${connection(schema)}.schema_migrations ${row}`;
    await connection`commit`;
  } catch (error) {
    await connection`rollback`.catch(() => {
      // The connection was lost, which ended the transaction.
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

/** Compares the applied migrations with the files that exist for them. */
function findMismatch(
  schema: string,
  files: readonly Migration[],
  rows: readonly AppliedRow[],
): string | undefined {
  for (const [index, row] of rows.entries()) {
    const file = files[index];
    if (file === undefined) return undefined;
    if (row.version !== file.version || row.name !== file.name) {
      return `The schema ${schema} does not match its files: ${
        describe(row)
      } was applied in place of ` +
        `${describe(file)}; restore the files as they were and add new ones at the end`;
    }
    if (row.checksum !== file.checksum) {
      return `The schema ${schema} does not match its files: ${
        describe(file)
      } has changed since it ` +
        "was applied; restore it and put the change into a new file";
    }
  }
}

function describe({ version, name }: { version: number; name: string }): string {
  return `${String(version).padStart(4, "0")}_${name}.sql`;
}
