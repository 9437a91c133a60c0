import type { Sql } from "postgres";

/** An entry of the operators' log. */
export interface LogRow {
  /** Digits; a later entry has a higher number. */
  readonly id: string;
  readonly accountId: string | null;
  readonly stage: string;
  readonly eventType: string;
  readonly level: "info" | "warn" | "error";
  readonly payload: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
}

/** What to list. Absent filters match everything. */
export interface LogQuery {
  /** Null: only callbacks of unknown instances. */
  readonly accountId?: string | null | undefined;
  readonly stage?: string | undefined;
  readonly eventType?: string | undefined;
  readonly level?: LogRow["level"] | undefined;
  readonly limit: number;
  /** {@link LogPage.nextCursor} of the page before: digits. */
  readonly cursor?: string | undefined;
}

/** One page, the latest entry first. */
export interface LogPage {
  readonly items: readonly LogRow[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** Lists the operators' log. */
export async function listLog(
  sql: Sql,
  { accountId, stage, eventType, level, limit, cursor }: LogQuery,
): Promise<LogPage> {
  const rows = await sql<LogRow[]>`
    select log_id as id, account_id as "accountId", stage, event_type as "eventType", level,
      payload, created_at as "createdAt"
    from upstream_bridge.log
    where true
      ${
    accountId === undefined
      ? sql``
      : accountId === null
      ? sql`and account_id is null`
      : sql`and account_id = ${accountId}`
  }
      ${stage === undefined ? sql`` : sql`and stage = ${stage}`}
      ${eventType === undefined ? sql`` : sql`and event_type = ${eventType}`}
      ${level === undefined ? sql`` : sql`and level = ${level}`}
      ${cursor === undefined ? sql`` : sql`and log_id < ${cursor}::bigint`}
    order by log_id desc limit ${limit + 1}`;
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? items.at(-1)!.id : null };
}
