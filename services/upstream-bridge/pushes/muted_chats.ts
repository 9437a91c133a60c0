import type { Sql, TransactionSql } from "postgres";

/** A chat of an account. Both ids are texts; `chatId` is the upstream's. */
export interface Chat {
  readonly accountId: string;
  readonly chatId: string;
}

/** Mutes a chat: nothing is sent to it until then. Returns false when it was muted already; the time is not extended. */
export async function muteChat(
  tx: TransactionSql,
  { accountId, chatId }: Chat,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<boolean> {
  const { count } = await tx`
    insert into upstream_bridge.muted_chats as muted (account_id, chat_id, muted_until)
    values (${accountId}, ${chatId}, ${until})
    on conflict (account_id, chat_id) do update set muted_until = excluded.muted_until
    where muted.muted_until <= ${now}`;
  if (count === 0) return false;
  // What people see of the account.
  await tx`
    update upstream_bridge.accounts set muted_until = greatest(muted_until, ${until})
    where account_id = ${accountId}`;
  return true;
}

/** Until when a chat is muted; null: it is not. */
export async function readMutedUntil(
  sql: Sql | TransactionSql,
  { accountId, chatId }: Chat,
  now: Date,
): Promise<Date | null> {
  const [row] = await sql<{ until: Date }[]>`
    select muted_until as until from upstream_bridge.muted_chats
    where account_id = ${accountId} and chat_id = ${chatId} and muted_until > ${now}`;
  return row?.until ?? null;
}

/** Lets an account send to all its chats again. Returns false when none was muted. */
export async function liftMutes(tx: TransactionSql, accountId: string): Promise<boolean> {
  const { count } = await tx`
    delete from upstream_bridge.muted_chats where account_id = ${accountId}`;
  await tx`
    update upstream_bridge.accounts set muted_until = null
    where account_id = ${accountId} and muted_until is not null`;
  return count > 0;
}
