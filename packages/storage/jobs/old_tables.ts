import type { Sql } from "postgres";

/** Whether the database has the job tables of versions before 30 November 2026, which kept jobs in the schema `pgboss`. */
export async function hasOldJobTables(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ exists: boolean }[]>`
    select to_regclass('pgboss.job') is not null as exists`;
  return row!.exists;
}

/** Removes these tables. Returns how many jobs they had that were not done; undefined when they do not exist. */
export async function dropOldJobTables(sql: Sql): Promise<number | undefined> {
  if (!await hasOldJobTables(sql)) return undefined;
  return await sql.begin(async (tx) => {
    const { count } = await tx`
      select from pgboss.job where state in ('created', 'retry', 'active')`;
    await tx`drop schema pgboss cascade`;
    return count;
  });
}
