import type { Sql, TransactionSql } from "postgres";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";

/** The right to answer in a conversation. It ends when another worker takes the lease. */
export interface Lease {
  readonly conversationId: string;
  readonly token: string;
}

/** Another worker holds the lease of the conversation. */
export class LeaseLostError extends Error {
  override readonly name = "LeaseLostError";

  constructor({ conversationId }: Lease) {
    super(`Cannot answer in conversation ${conversationId}: another worker holds its lease`);
  }
}

/** A conversation, and whether it has an open turn. Only another worker can have left it open. */
export interface LeasedConversation extends Conversation {
  readonly hasOpenTurn: boolean;
}

/**
 * Takes the lease, even from another worker: the queue gives a conversation to one worker at a time. Undefined: there is
 * no such conversation.
 */
export async function takeLease(sql: Sql, lease: Lease): Promise<LeasedConversation | undefined> {
  const { conversationId, token } = lease;
  const [row] = await sql<LeasedConversation[]>`
    update ai_reply.conversations set lease_token = ${token}
    where conversation_id = ${conversationId}
    returning ${conversationColumns(sql)}, ${flushesLater(sql)}, exists (
      select from ai_reply.turns
      where turns.conversation_id = ${conversationId} and status in ('thinking', 'sending')
    ) as "hasOpenTurn"`;
  return row;
}

/** For `with ours as`: selects the conversation and locks its row, if the lease is still ours. */
export function leasedConversation(sql: Sql | TransactionSql, { conversationId, token }: Lease) {
  return sql`
    materialized (
      select ${conversationColumns(sql)} from ai_reply.conversations
      where conversation_id = ${conversationId} and lease_token = ${token}
      for update)`;
}

/**
 * For a select list: the statement's transaction does not wait until it is on the disk. After a crash of PostgreSQL the
 * queue gives the job again, and the step is repeated. Only a step with an effect outside of PostgreSQL must wait.
 */
export function flushesLater(sql: Sql | TransactionSql) {
  return sql`set_config('synchronous_commit', 'off', true)`;
}

/**
 * Runs `work` in a transaction that locks the conversation's row, if the lease is still ours.
 * @throws LeaseLostError when another worker holds the lease
 */
export async function withLease<T>(
  sql: Sql,
  lease: Lease,
  work: (tx: TransactionSql, conversation: Conversation) => Promise<T>,
): Promise<T> {
  const result = await sql.begin(async (tx) => {
    const conversation = await lockConversation(tx, lease.conversationId, lease.token);
    if (conversation === undefined) throw new LeaseLostError(lease);
    return { value: await work(tx, conversation) };
  });
  return result.value;
}

/** Reads the conversation, if the lease is still ours. @throws LeaseLostError when another worker holds the lease */
export async function readLeased(sql: Sql, lease: Lease): Promise<Conversation> {
  const [row] = await sql<Conversation[]>`
    select ${conversationColumns(sql)} from ai_reply.conversations
    where conversation_id = ${lease.conversationId} and lease_token = ${lease.token}`;
  if (row === undefined) throw new LeaseLostError(lease);
  return row;
}

/**
 * Locks a conversation's row until the transaction ends. With `token`: only if that is its lease. Undefined: no such
 * row.
 */
export async function lockConversation(
  tx: TransactionSql,
  conversationId: string,
  token?: string,
): Promise<Conversation | undefined> {
  const [row] = await tx<Conversation[]>`
    select ${conversationColumns(tx)} from ai_reply.conversations
    where conversation_id = ${conversationId}
      ${token === undefined ? tx`` : tx`and lease_token = ${token}`}
    for update`;
  return row;
}

/** The columns of a {@link Conversation}. */
export function conversationColumns(sql: Sql | TransactionSql) {
  return sql`
    conversation_id as "conversationId", channel, app, corp_id as "corpId", place, person, mode,
    mode_reason as "modeReason", mode_changed_at as "modeChangedAt", summary, summary_until as "summaryUntil", context_from as "contextFrom"`;
}
