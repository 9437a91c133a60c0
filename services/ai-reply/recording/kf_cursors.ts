import type { Sql, TransactionSql } from "postgres";

/** An account of 微信客服. */
export interface KfAccount {
  readonly corpId: string;
  readonly openKfId: string;
}

/** How far an account is read. */
export interface KfPosition {
  readonly cursor: string;
  /** Older messages are not answered. */
  readonly answersFrom: Date;
}

/** Reads how far the account is read; undefined if it was never read. */
export async function readPosition(
  sql: Sql,
  account: KfAccount,
): Promise<KfPosition | undefined> {
  const [row] = await sql<KfPosition[]>`
    select cursor, answers_from as "answersFrom" from ai_reply.kf_cursors
    where corp_id = ${account.corpId} and open_kfid = ${account.openKfId}`;
  return row;
}

/** An account, and the configured app that may read it. */
export interface ReadableKfAccount extends KfAccount {
  readonly app: string;
}

/** Claims the accounts that were not read since `before`. Each goes to one caller, and counts as read at `now`. */
export async function claimUnreadAccounts(
  tx: TransactionSql,
  { before, now }: { readonly before: Date; readonly now: Date },
): Promise<readonly ReadableKfAccount[]> {
  return await tx<ReadableKfAccount[]>`
    update ai_reply.kf_cursors set synced_at = ${now} where synced_at < ${before}
    returning corp_id as "corpId", open_kfid as "openKfId", app`;
}

/**
 * Moves the cursor from `from` to `to`. Returns false if another worker moved it first: then that worker records the
 * page.
 */
export async function advanceCursor(
  tx: TransactionSql,
  { corpId, openKfId, app }: ReadableKfAccount,
  { from, to, now }: {
    readonly from: string | undefined;
    readonly to: KfPosition;
    readonly now: number;
  },
): Promise<boolean> {
  const at = new Date(now);
  const { count } = from === undefined
    ? await tx`
      insert into ai_reply.kf_cursors (corp_id, open_kfid, app, cursor, answers_from, synced_at)
      values (${corpId}, ${openKfId}, ${app}, ${to.cursor}, ${to.answersFrom}, ${at})
      on conflict (corp_id, open_kfid) do nothing`
    : await tx`
      update ai_reply.kf_cursors set cursor = ${to.cursor}, app = ${app}, synced_at = ${at}
      where corp_id = ${corpId} and open_kfid = ${openKfId} and cursor = ${from}`;
  return count === 1;
}
