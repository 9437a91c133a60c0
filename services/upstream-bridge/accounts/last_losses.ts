import type { Sql } from "postgres";

/** When each of these accounts was lost or stopped the last time. Accounts that never were, and old losses, are absent. */
export async function readLastLosses(
  sql: Sql,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  if (accountIds.length === 0) return new Map();
  const rows = await sql<{ id: string; at: Date }[]>`
    select id, lost.at
    from unnest(${accountIds as string[]}::uuid[]) as id
    cross join lateral (
      select at from upstream_bridge.events
      where account_id = id and type = 'account.offline'
      order by seq desc limit 1
    ) lost`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}
