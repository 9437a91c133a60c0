import type { Sql } from "postgres";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";
import {
  type ConversationAct,
  readActs,
} from "services/ai-reply/conversations/conversation_acts.ts";

/** A message of a conversation. */
export interface HistoryMessage {
  readonly id: string;
  readonly author: "customer" | "staff";
  /** The colleague who wrote it: the name, or the userid if the name is not known; null if WeCom does not say. */
  readonly authorName: string | null;
  readonly content: Readonly<Record<string, unknown>>;
  /** The items of its files that are stored here. */
  readonly stored: readonly number[];
  readonly sentAt: Date;
  /** The turn that answers it; null: none yet, or none ever. */
  readonly turnId: string | null;
  /** When it went to staff; null: the AI answers. */
  readonly leftToStaffAt: Date | null;
  /** It went to staff, and no answer of a colleague is known: neither a later message nor the word of an operator. */
  readonly isUnanswered: boolean;
}

/** One part of an answer as it was sent. Part 0 is the slow notice. */
export interface HistoryDelivery {
  readonly part: number;
  readonly text: string;
  readonly status: "recorded" | "sending" | "sent" | "uncertain" | "refused";
  readonly firstTriedAt: Date | null;
  readonly endedAt: Date | null;
  /** Why it was not delivered: one sentence. */
  readonly error: string | null;
}

/** One turn with the parts of its answer. */
export interface HistoryTurn {
  readonly id: string;
  readonly number: number;
  readonly status: "thinking" | "sending" | "delivered" | "dropped" | "failed";
  readonly answer: string | null;
  readonly model: string | null;
  readonly sources: readonly { readonly title: string; readonly path: string }[];
  readonly startedAt: Date;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
  /** When the slow notice was recorded. */
  readonly apologisedAt: Date | null;
  readonly deliveries: readonly HistoryDelivery[];
}

/** A page of a conversation. */
export interface History {
  /** Oldest first. */
  readonly messages: readonly HistoryMessage[];
  /** The turns whose last message is on this page, oldest first. */
  readonly turns: readonly HistoryTurn[];
  /** What people did between the messages of this page, oldest first. */
  readonly acts: readonly ConversationAct[];
  /** Cursor of the page with older messages; null: there is none. */
  readonly nextCursor: string | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a turn belongs to the conversation; `turnId` may be any text. */
export async function hasTurn(
  sql: Sql,
  conversationId: string,
  turnId: string,
): Promise<boolean> {
  if (!UUID.test(turnId)) return false;
  const rows = await sql`
    select 1 from ai_reply.turns
    where turn_id = ${turnId} and conversation_id = ${conversationId}`;
  return rows.length > 0;
}

/**
 * Reads the last `limit` messages of a conversation, or those before `before`, with the turns that answer them and what
 * people did in between.
 */
export async function readHistory(
  sql: Sql,
  conversationId: string,
  { limit, before }: { limit: number; before?: PagePosition | undefined },
): Promise<History> {
  const { items, nextCursor } = await readMessages(sql, conversationId, limit, before);
  const messages = items.toReversed();
  const turns = await readTurns(sql, conversationId, messages);
  const acts = await readActs(sql, conversationId, {
    from: nextCursor === null ? undefined : messages[0]?.sentAt,
    to: before === undefined ? undefined : new Date(Number(before.micros) / 1_000),
  });
  return { messages, turns, acts, nextCursor };
}

async function readMessages(
  sql: Sql,
  conversationId: string,
  limit: number,
  before: PagePosition | undefined,
): Promise<ListPage<HistoryMessage>> {
  const rows = await sql<(HistoryMessage & { position: string })[]>`
    select message_id as id, author, content, sent_at as "sentAt", turn_id as "turnId",
      coalesce((
        select name from ai_reply.members
        where user_id = lower(m.content ->> 'servicer')
          and corp_id =
            (select corp_id from ai_reply.conversations where conversation_id = ${conversationId})
      ), m.content ->> 'servicer') as "authorName",
      left_to_staff_at as "leftToStaffAt",
      left_to_staff_at is not null and author = 'customer' and sent_at > coalesce((
        select greatest(
          (select max(sent_at) from ai_reply.messages
            where conversation_id = ${conversationId} and author = 'staff'),
          (select max(happened_at) from ai_reply.conversation_acts
            where conversation_id = ${conversationId} and detail = 'settled'))
      ), '-infinity') as "isUnanswered",
      array(select item from ai_reply.media k where k.message_id = m.message_id) as stored,
      ${positionColumn(sql, "sent_at")}
    from ai_reply.messages m
    where conversation_id = ${conversationId}
      ${behind(sql, ["sent_at", "message_id"], before)}
    order by sent_at desc, message_id desc
    limit ${limit + 1}`;
  return toListPage(rows, limit);
}

/** Reads the turns whose last message is on the page. */
async function readTurns(
  sql: Sql,
  conversationId: string,
  messages: readonly HistoryMessage[],
): Promise<HistoryTurn[]> {
  const last = messages.at(-1);
  const ids = new Set(messages.flatMap(({ turnId }) => turnId ?? []));
  if (last === undefined || ids.size === 0) return [];
  const turns = await sql<HistoryTurn[]>`
    select turn_id as id, number, status, answer, model, sources, started_at as "startedAt",
      answered_at as "answeredAt", ended_at as "endedAt", apologised_at as "apologisedAt",
      '[]'::jsonb as deliveries
    from ai_reply.turns t
    where turn_id = any(${[...ids]}::uuid[])
      and not exists (
        select 1 from ai_reply.messages m
        where m.conversation_id = ${conversationId} and m.turn_id = t.turn_id
          and (m.sent_at, m.message_id) >
            (select sent_at, message_id from ai_reply.messages where message_id = ${last.id})
      )
    order by number`;
  return await withDeliveries(sql, turns);
}

async function withDeliveries(
  sql: Sql,
  turns: readonly HistoryTurn[],
): Promise<HistoryTurn[]> {
  const rows = await sql<(HistoryDelivery & { turnId: string })[]>`
    select turn_id as "turnId", part, text, status, first_tried_at as "firstTriedAt",
      ended_at as "endedAt", error
    from ai_reply.deliveries
    where turn_id = any(${turns.map(({ id }) => id)}::uuid[])
    order by turn_id, part`;
  return turns.map((turn) => ({
    ...turn,
    deliveries: rows.filter(({ turnId }) => turnId === turn.id)
      .map(({ turnId: _, ...delivery }) => delivery),
  }));
}
