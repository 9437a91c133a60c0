import type { Sql } from "postgres";

/**
 * Reads the different values of a text column, sorted. The column must be the first of an index: the query steps from
 * one value to the next there, so it takes as long with a million rows as with a few.
 */
export async function readDistinct(
  sql: Sql,
  table: string,
  column: string,
): Promise<readonly string[]> {
  const rows = await sql<{ value: string }[]>`
    with recursive found (value) as (
      (select ${sql(column)} from ${sql(table)} order by 1 limit 1)
      union all
      select (
        select ${sql(column)} from ${sql(table)} where ${
    sql(column)
  } > found.value order by 1 limit 1
      )
      from found where found.value is not null
    )
    select value from found where value is not null`;
  return rows.map(({ value }) => value);
}
