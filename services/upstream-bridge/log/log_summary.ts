import type { Sql } from "postgres";

/** The latest entry of an account in the operators' log. @param stage a pattern of LIKE */
export async function lastLogOf(
  sql: Sql,
  accountId: string,
  stage = "%",
): Promise<
  { readonly stage: string; readonly eventType: string; readonly createdAt: Date } | undefined
> {
  const [row] = await sql<{ stage: string; eventType: string; createdAt: Date }[]>`
    select stage, event_type as "eventType", created_at as "createdAt" from upstream_bridge.log
    where account_id = ${accountId} and stage like ${stage}
    order by log_id desc limit 1`;
  return row;
}

/** How many entries the operators' log has. @param accountId undefined: of all accounts */
export async function countLog(sql: Sql, accountId: string | undefined): Promise<number> {
  const [row] = await sql<{ entries: number }[]>`
    select count(*)::int as entries from upstream_bridge.log
    ${accountId === undefined ? sql`` : sql`where account_id = ${accountId}`}`;
  return row!.entries;
}
