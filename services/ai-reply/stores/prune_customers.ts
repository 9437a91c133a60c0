import type { Sql } from "postgres";

/**
 * Deletes what WeCom told before `before` of customers with whom no conversation is kept, unless colleagues have noted
 * something about them.
 */
export async function pruneCustomers(sql: Sql, before: Date): Promise<void> {
  await sql`
    delete from ai_reply.customers k
    where updated_at < ${before} and tags = '{}'
      and not exists (
        select 1 from ai_reply.conversations c
        where c.corp_id = k.corp_id and c.person = k.external_user_id)
      and not exists (
        select 1 from ai_reply.customer_notes n
        where n.corp_id = k.corp_id and n.external_user_id = k.external_user_id)`;
}
