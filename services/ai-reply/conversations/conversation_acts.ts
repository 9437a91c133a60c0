import type { Sql, TransactionSql } from "postgres";
import type { Act, Audit } from "packages/events/audit.ts";

/** What a person did in a conversation. */
export interface ConversationAct {
  readonly id: string;
  readonly action: "conversation.hand_over" | "conversation.hand_back" | "conversation.retry";
  /** Of a hand-back: what became of the messages without an answer. */
  readonly detail: string | null;
  /** The person's subject. */
  readonly by: string;
  /** The name that the person had. */
  readonly byName: string;
  readonly at: Date;
}

/** More are not shown on one page. */
const ACTS_MAX = 200;

/** Records an act in the conversation and in the audit trail. */
export async function recordAct(
  audit: Audit,
  tx: TransactionSql,
  conversationId: string,
  act: Pick<Act, "by" | "detail"> & Pick<ConversationAct, "action">,
): Promise<void> {
  const thing = `conversation/${conversationId}` as const;
  const { id, at, action, detail = null, actor, actorName } = await audit.record(tx, {
    ...act,
    thing,
  });
  await tx`
    insert into ai_reply.conversation_acts
      (act_id, conversation_id, action, detail, actor, actor_name, happened_at)
    values (${id}, ${conversationId}, ${action}, ${detail}, ${actor}, ${actorName}, ${at})`;
}

/** Reads what people did from `from` on and before `to`, oldest first; undefined: no bound. */
export async function readActs(
  sql: Sql,
  conversationId: string,
  { from, to }: { readonly from: Date | undefined; readonly to: Date | undefined },
): Promise<ConversationAct[]> {
  const rows = await sql<ConversationAct[]>`
    select act_id as id, action, detail, actor as by, actor_name as "byName", happened_at as at
    from ai_reply.conversation_acts
    where conversation_id = ${conversationId}
      ${from === undefined ? sql`` : sql`and happened_at >= ${from}`}
      ${to === undefined ? sql`` : sql`and happened_at < ${to}`}
    order by happened_at desc, act_id desc
    limit ${ACTS_MAX}`;
  return rows.reverse();
}
