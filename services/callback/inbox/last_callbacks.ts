import type { Sql } from "postgres";

/** When WeCom has last called an app; null when it has not (or longer ago than the inbox is kept). */
export interface LastCallback {
  readonly app: string;
  readonly receivedAt: Date | null;
}

/** The last callback of each of these apps, in their order. What operators have simulated does not count. */
export async function readLastCallbacks(
  sql: Sql,
  apps: readonly string[],
): Promise<LastCallback[]> {
  return await sql<LastCallback[]>`
    select name as app, last.received_at as "receivedAt"
    from unnest(${[...apps]}::text[]) with ordinality as asked (name, place)
    left join lateral (
      select received_at from callback.inbox
      where app = name and source <> 'simulated'
      order by received_at desc limit 1
    ) last on true
    order by place`;
}
