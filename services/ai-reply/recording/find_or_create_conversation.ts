import type { TransactionSql } from "postgres";
import type { ConversationKey, Mode } from "services/ai-reply/domain/conversation.ts";
import { wantMemberNames } from "services/ai-reply/members/member_names.ts";
import { flushesLater } from "services/ai-reply/conversations/lease.ts";

/** A conversation whose row the transaction locks. */
export interface LockedConversation {
  readonly conversationId: string;
  readonly mode: Mode;
  readonly lastActivityAt: Date | null;
}

/** Finds a conversation or creates it, and locks its row until the transaction ends. */
export async function findOrCreateConversation(
  tx: TransactionSql,
  key: ConversationKey,
  { nextId, now }: { readonly nextId: () => string; readonly now: number },
): Promise<LockedConversation> {
  const existing = await lock(tx, key);
  if (existing !== undefined) return existing;
  const { channel, app, corpId, place, person } = key;
  await tx`
    insert into ai_reply.conversations
      (conversation_id, channel, app, corp_id, place, person, created_at)
    values (${nextId()}, ${channel}, ${app}, ${corpId}, ${place}, ${person}, ${new Date(now)})
    on conflict (channel, app, place, person) do nothing`;
  if (channel === "app" || channel === "bot") {
    await wantMemberNames(tx, corpId, { userIds: [person], now: new Date(now) });
  }
  const created = await lock(tx, key);
  if (created === undefined) {
    throw new Error("Cannot record a message: its conversation was just deleted");
  }
  return created;
}

async function lock(
  tx: TransactionSql,
  { channel, app, place, person }: ConversationKey,
): Promise<LockedConversation | undefined> {
  const [row] = await tx<LockedConversation[]>`
    select conversation_id as "conversationId", mode,
      greatest(mode_changed_at, last_message_at, last_reply_at) as "lastActivityAt",
      ${flushesLater(tx)}
    from ai_reply.conversations
    where channel = ${channel} and app = ${app} and place = ${place} and person = ${person}
    for update`;
  return row;
}
