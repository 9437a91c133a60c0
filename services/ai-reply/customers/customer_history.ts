import type { Sql } from "postgres";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";

/** A message from or to a customer. */
export interface CustomerMessage {
  readonly id: string;
  readonly at: Date;
  /** `bot`: an answer of the AI. */
  readonly author: "customer" | "staff" | "bot";
  readonly channel: "kf" | "simulated";
  readonly conversationId: string;
  /** The stored content; for `bot` it is `{type: "text", text}`. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** A conversation with a customer, as the sidebar lists it. */
export interface ConversationLine {
  readonly id: string;
  readonly channel: "kf" | "simulated";
  readonly app: string;
  readonly corpId: string;
  readonly mode: "bot" | "human";
  readonly summary: string | null;
  readonly lastMessageAt: Date | null;
  readonly lastReplyAt: Date | null;
}

/** A person, and the corps that the caller may see. */
export interface CustomerView {
  readonly corpIds: readonly string[];
  readonly externalUserId: string;
}

/**
 * Lists a customer's conversations, the most recent message first. Conversations of members with apps and bots are not
 * included.
 */
export async function listCustomerConversations(
  sql: Sql,
  { corpIds, externalUserId }: CustomerView,
): Promise<ConversationLine[]> {
  return await sql<ConversationLine[]>`
    select conversation_id as id, channel, app, corp_id as "corpId", mode, summary,
      last_message_at as "lastMessageAt", last_reply_at as "lastReplyAt"
    from ai_reply.conversations
    where person = ${externalUserId} and corp_id = any(${[...corpIds]})
      and channel in ('kf', 'simulated')
    order by coalesce(last_message_at, created_at) desc
    limit 20`;
}

/**
 * One page of the messages and answers of all of a customer's conversations, newest first. A conversation has one turn at
 * a time, so the numbers of its turns have the order of the answers.
 */
export async function listCustomerMessages(
  sql: Sql,
  { corpIds, externalUserId }: CustomerView,
  { limit, after }: { limit: number; after?: PagePosition | undefined },
): Promise<ListPage<CustomerMessage>> {
  const rows = await sql<(CustomerMessage & { position: string })[]>`
    with talks as (
      select conversation_id, channel from ai_reply.conversations
      where person = ${externalUserId} and corp_id = any(${[...corpIds]})
        and channel in ('kf', 'simulated')
    ), said as (
      select message.*, conversation_id, channel
      from talks cross join lateral (
        select message_id from ai_reply.messages
        where conversation_id = talks.conversation_id
          ${behind(sql, ["sent_at", "message_id"], after)}
        order by sent_at desc, message_id desc limit ${limit + 1}
      ) latest cross join lateral (
        select message_id as id, sent_at as at, author, content from ai_reply.messages
        where message_id = latest.message_id offset 0
      ) message
      union all
      select id, at, 'bot', jsonb_build_object('type', 'text', 'text', answer), conversation_id, channel
      from talks cross join lateral (
        select turn.*
        from (
          select number from ai_reply.turns
          where conversation_id = talks.conversation_id order by number desc
        ) latest cross join lateral (
          select turn_id as id, coalesce(answered_at, started_at) as at, answer from ai_reply.turns
          where conversation_id = talks.conversation_id and number = latest.number
            and answer is not null and status in ('sending', 'delivered') offset 0
        ) turn
        where true ${behind(sql, ["at", "id"], after)}
        order by latest.number desc limit ${limit + 1}
      ) turn
    )
    select id, at, author, channel, conversation_id as "conversationId", content,
      ${positionColumn(sql, "at")}
    from said
    order by at desc, id desc
    limit ${limit + 1}`;
  return toListPage(rows, limit);
}
