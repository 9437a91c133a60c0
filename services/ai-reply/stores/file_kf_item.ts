import type { TransactionSql } from "postgres";
import type { KfItem } from "packages/wecom/client/kf_values.ts";
import type { ConversationKey } from "services/ai-reply/domain/conversation.ts";
import { readKfNews } from "services/ai-reply/domain/kf_news.ts";
import { refuseByVendor } from "services/ai-reply/stores/deliveries.ts";
import {
  fileMessage,
  type FilingRules,
  findOrCreate,
} from "services/ai-reply/stores/file_message.ts";
import { switchToBot, switchToHuman } from "services/ai-reply/stores/modes.ts";

/** An item, where it came from, and whether it is older than what is still answered. */
export interface KfFiling {
  readonly app: string;
  readonly corpId: string;
  readonly openKfId: string;
  readonly item: KfItem;
  readonly isHistory: boolean;
}

/** What became of an item. */
export interface FiledKfItem {
  /** The conversation that is to be woken. */
  readonly wake?: string;
  readonly isUrgent?: boolean;
  /** Why something of ours was not delivered. */
  readonly notDelivered?: string;
}

/** Stores what an item of 微信客服 means, in the transaction that moves the account's cursor. */
export async function fileKfItem(
  tx: TransactionSql,
  { app, corpId, openKfId, item, isHistory }: KfFiling,
  rules: FilingRules,
): Promise<FiledKfItem> {
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
    const { conversationId } = await findOrCreate(tx, key, rules);
    const change = { conversationId, reason: "kf" as const, now: rules.now };
    if (news.mode === "human") await switchToHuman(tx, change);
    else await switchToBot(tx, change);
    return {};
  }
  const filed = await fileMessage(tx, {
    key,
    messageId: rules.nextId(),
    sourceKey: sourceKeyOf(openKfId, msgId),
    author: news.author,
    content: news.content,
    sentAt: new Date(sentAt),
    isHistory,
  }, rules);
  return filed.waits ? { wake: filed.conversationId, isUrgent: filed.isUrgent } : {};
}

function sourceKeyOf(openKfId: string, msgId: string): string {
  return `kf:${openKfId}:${msgId}`;
}

/** A message that was taken back is kept, says so, and is not answered unless that has begun. */
async function recall(tx: TransactionSql, sourceKey: string, now: number): Promise<void> {
  // A turn that begins in this moment holds the row too: it takes the message before this, or not at all.
  await tx`
    select 1 from ai_reply.conversations
    where conversation_id =
      (select conversation_id from ai_reply.messages where source_key = ${sourceKey})
    for update`;
  await tx`
    update ai_reply.messages set content = content || '{"recalled": true}',
      left_to_staff_at = case when turn_id is null and left_to_staff_at is null
        then ${new Date(now)} else left_to_staff_at end
    where source_key = ${sourceKey}`;
}
