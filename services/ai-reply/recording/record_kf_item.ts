import type { TransactionSql } from "postgres";
import type { KfItem } from "packages/wecom/client/kf_values.ts";
import type { ConversationKey } from "services/ai-reply/domain/conversation.ts";
import { readKfNews } from "services/ai-reply/domain/kf_news.ts";
import { wantMemberNames } from "services/ai-reply/members/member_names.ts";
import { refuseByVendor } from "services/ai-reply/turns/deliveries.ts";
import { findOrCreateConversation } from "services/ai-reply/recording/find_or_create_conversation.ts";
import type { ReadableKfAccount } from "services/ai-reply/recording/kf_cursors.ts";
import { type RecordingRules, recordMessage } from "services/ai-reply/recording/record_message.ts";
import { switchToBot, switchToStaff } from "services/ai-reply/conversations/modes.ts";

/** An item of 微信客服, its account, and whether it is too old to be answered. */
export interface NewKfItem extends ReadableKfAccount {
  readonly item: KfItem;
  readonly isHistory: boolean;
}

/** The result of recording an item. */
export interface KfItemOutcome {
  /** The conversation to wake. */
  readonly wake?: string;
  readonly isUrgent?: boolean;
  /** Why a message of ours was not delivered. */
  readonly notDelivered?: string;
}

/** Records an item of 微信客服, in the transaction that moves the account's cursor. */
export async function recordKfItem(
  tx: TransactionSql,
  { app, corpId, openKfId, item, isHistory }: NewKfItem,
  rules: RecordingRules,
): Promise<KfItemOutcome> {
  const { externalUserId: person, msgId, sentAt } = item;
  const news = readKfNews(item);
  if (news.kind === "not_delivered") {
    const isOurs = await refuseByVendor(tx, news.msgId, news.error);
    return isOurs ? { notDelivered: news.error } : {};
  }
  if (news.kind === "recalled") {
    await recall(tx, sourceKeyOf(openKfId, news.msgId), rules.now);
    return {};
  }
  if (person === undefined || news.kind === "none") return {};
  const key: ConversationKey = { channel: "kf", app, corpId, place: openKfId, person };
  if (news.kind === "mode") {
    if (isHistory) return {};
    const { conversationId } = await findOrCreateConversation(tx, key, rules);
    const { now, webhooks } = rules;
    const change = { conversationId, reason: "kf" as const, now, webhooks };
    if (news.mode === "human") await switchToStaff(tx, change);
    else await switchToBot(tx, change);
    return {};
  }
  const servicer = item.kind === "message" ? item.servicer : undefined;
  if (servicer !== undefined) {
    await wantMemberNames(tx, corpId, { userIds: [servicer], now: new Date(rules.now) });
  }
  const recorded = await recordMessage(tx, {
    key,
    messageId: rules.nextId(),
    sourceKey: sourceKeyOf(openKfId, msgId),
    author: news.author,
    content: servicer === undefined ? news.content : { ...news.content, servicer },
    sentAt: new Date(sentAt),
    isHistory,
  }, rules);
  return recorded.waits ? { wake: recorded.conversationId, isUrgent: recorded.isUrgent } : {};
}

function sourceKeyOf(openKfId: string, msgId: string): string {
  return `kf:${openKfId}:${msgId}`;
}

/** Marks a message as recalled. It is not answered, unless its turn has begun. */
async function recall(tx: TransactionSql, sourceKey: string, now: number): Promise<void> {
  // beginTurn locks the same row: a turn takes the message before this point, or not at all.
  await tx`
    select 1 from ai_reply.conversations
    where conversation_id =
      (select conversation_id from ai_reply.messages where source_key = ${sourceKey})
    for update`;
  await tx`
    update ai_reply.messages set content = content || '{"recalled": true}',
      left_to_staff_at =
        case when turn_id is null and left_to_staff_at is null and author = 'customer'
        then ${new Date(now)} else left_to_staff_at end
    where source_key = ${sourceKey}`;
}
