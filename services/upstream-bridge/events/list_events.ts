import type { Sql } from "postgres";

/** An event of an account, in the form in which it leaves. */
export interface BridgeEvent {
  /** A UUID, the same as the `webhook-id` of its webhook. */
  readonly id: string;
  /** Digits. A later event has a higher number; numbers may be missing. */
  readonly seq: string;
  readonly accountId: string;
  readonly type: string;
  readonly at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  /** The upstream repeated history. */
  readonly isReplay: boolean;
}

/** What to list. Absent filters match everything. */
export interface EventQuery {
  readonly accountId?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** Only events behind this number; digits. */
  readonly after: string;
  readonly limit: number;
}

/** Lists events in the order of their numbers. An event that commits later has a higher number. */
export async function listEvents(
  sql: Sql,
  { accountId, types, after, limit }: EventQuery,
): Promise<BridgeEvent[]> {
  return await sql<BridgeEvent[]>`
    select event_id as id, seq, account_id as "accountId", type, at, data, is_replay as "isReplay"
    from upstream_bridge.events
    where seq > ${after}::bigint
      ${accountId === undefined ? sql`` : sql`and account_id = ${accountId}`}
      ${types === undefined ? sql`` : sql`and type = any(${types as string[]})`}
    order by seq limit ${limit}`;
}

/** The number of the latest event, for a stream that begins now. "0": there is none. */
export async function lastEventNumber(
  sql: Sql,
  { accountId }: Pick<EventQuery, "accountId"> = {},
): Promise<string> {
  const [row] = await sql<{ seq: string }[]>`
    select seq from upstream_bridge.events
    ${accountId === undefined ? sql`` : sql`where account_id = ${accountId}`}
    order by seq desc limit 1`;
  return row?.seq ?? "0";
}
