import type { Sql } from "postgres";

/** The time of an app's last callback; null when there is none within the inbox's retention. */
export interface LastCallback {
  readonly app: string;
  readonly receivedAt: Date | null;
}

/** Reads the last callback of each app, in the order of `apps`. Simulated messages do not count. */
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
