import type { Sql } from "postgres";

/** Runs `work` in a transaction. Returns how many rows it read from the tables of `schema`, also those that did not match. */
export async function countRowsRead(
  sql: Sql,
  schema: string,
  work: (sql: Sql) => Promise<unknown>,
): Promise<number> {
  return await sql.begin(async (tx) => {
    const count = async () => {
      const [row] = await tx<{ count: number }[]>`
        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as count
        from pg_stat_xact_user_tables where schemaname = ${schema}`;
      return row?.count ?? 0;
    };
    const before = await count();
    // Readers use only what a transaction can do, too.
    await work(tx as unknown as Sql);
    return await count() - before;
  });
}
