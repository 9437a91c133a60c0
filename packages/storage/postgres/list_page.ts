import type postgres from "postgres";
import type { PagePosition } from "packages/platform/list_page.ts";

/**
 * The column `position` of a list that is ordered by a time and an id: the time in microseconds since the epoch, as
 * digits. A `Date` holds only milliseconds, and a page that ends within one would lose rows.
 */
export function positionColumn(sql: postgres.Sql, time: string) {
  return sql`(extract(epoch from ${sql(time)}) * 1000000)::bigint::text as position`;
}

/** ` and …`: the rows behind `after` in a list in this order; nothing when the list begins. */
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
