import type { Sql } from "postgres";

/** The steps that the log of an account contains, for its filter. */
export async function listStages(sql: Sql, accountId: string): Promise<string[]> {
  const rows = await sql<{ stage: string }[]>`
    select distinct stage from upstream_bridge.log where account_id = ${accountId} order by stage`;
  return rows.map(({ stage }) => stage);
}
