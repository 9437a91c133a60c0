import type { Sql, TransactionSql } from "postgres";

/** How the last turn of a conversation went wrong: it failed, its arrival is uncertain, or WeCom refused a part. */
export type Trouble = "failed" | "uncertain" | "refused";

/**
 * Recomputes the column `trouble` of conversations from their last turn and its parts. A slow notice does not count.
 * The caller's transaction locks the rows of the conversations before it changes turns or deliveries.
 */
export async function refreshTrouble(
  sql: Sql | TransactionSql,
  conversationIds: readonly string[],
): Promise<void> {
  await sql`
    update ai_reply.conversations c set trouble = last.trouble
    from (
      select conversation_id, (
        select case
          when t.status = 'failed' then 'failed'
          else (
            select min(status) from ai_reply.deliveries
            where turn_id = t.turn_id and part > 0 and status in ('uncertain', 'refused')
          )
        end
        from ai_reply.turns t where t.conversation_id = given.conversation_id
        order by number desc limit 1
      ) as trouble
      from unnest(${[...conversationIds]}::uuid[]) given (conversation_id)
    ) last
    where c.conversation_id = last.conversation_id and c.trouble is distinct from last.trouble`;
}
