import type postgres from "postgres";
import type { PagePosition } from "packages/platform/list_page.ts";

/**
 * Returns the column `position` for a list that is ordered by a time and an id: the time in microseconds since the
 * epoch, as digits. A `Date` has only milliseconds, so a page that ends within a millisecond would lose rows.
 */
export function positionColumn(sql: postgres.Sql, time: string) {
  return sql`(extract(epoch from ${sql(time)}) * 1000000)::bigint::text as position`;
}

/** Returns ` and …`, which selects the rows behind `after` in this order. Empty when `after` is undefined. */
export function behind(
  sql: postgres.Sql,
  [time, id]: readonly [time: string, id: string],
  after: PagePosition | undefined,
  order: "latest first" | "oldest first" = "latest first",
) {
  if (after === undefined) return sql``;
  const { micros } = after;
  return sql`
    and (${sql(time)}, ${sql(id)}) ${order === "latest first" ? sql`<` : sql`>`}
      ('epoch'::timestamptz + ${micros}::bigint * interval '1 microsecond', ${after.id}::uuid)`;
}
