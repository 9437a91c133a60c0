import type { Sql } from "postgres";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";
import { isUnanswered } from "services/ai-reply/conversations/is_unanswered.ts";
import type { Trouble } from "services/ai-reply/conversations/refresh_trouble.ts";
import {
  findFewMatches,
  matchesSearch,
  nameOf,
} from "services/ai-reply/conversations/conversation_search.ts";

/** A conversation in a list. */
export interface ConversationItem {
  readonly id: string;
  readonly channel: "app" | "kf" | "bot" | "simulated";
  /** The configured app or AI bot. */
  readonly app: string;
  /** Agent id, open_kfid, or the bot's id with the group's; empty when simulated. */
  readonly place: string;
  /** userid or external_userid. */
  readonly person: string;
  /** The person's name; null if unknown. */
  readonly name: string | null;
  readonly mode: "bot" | "human";
  readonly modeReason: string | null;
  readonly modeChangedAt: Date | null;
  readonly lastMessageAt: Date;
  readonly lastReplyAt: Date | null;
  /** Number of messages that the AI has not answered yet; a hundred at most. */
  readonly waiting: number;
  /** When the first of them was sent. */
  readonly waitingSince: Date | null;
  /**
   * Since when the customer waits for a colleague, as far as we can see; null: does not wait. With the mode `bot`, the
   * conversation was handed back without an answer.
   */
  readonly staffAwaitedSince: Date | null;
  /** Number of messages since then; a hundred at most. */
  readonly leftToStaff: number;
  /** The customer's last message; null if there is none. */
  readonly lastContent: Readonly<Record<string, unknown>> | null;
  readonly trouble: Trouble | null;
}

/** Which conversations a list contains. */
export interface ConversationFilter {
  readonly mode?: "bot" | "human" | undefined;
  /**
   * `waiting`: the customer waits for the AI or for a colleague, according to `mode`. `trouble`: the last turn went
   * wrong.
   */
  readonly state?: "waiting" | "trouble" | undefined;
  /** The beginning of a person's id, a part of the name, or words that were said. */
  readonly q?: string | undefined;
}

const COUNT_MAX = 100;

type Row = ConversationItem & { readonly position: string };

/**
 * Reads one page of conversations, the most recent message first; with `state` "waiting", the longest wait first.
 * `after` is the end of the previous page.
 */
export async function listConversations(
  sql: Sql,
  filter: ConversationFilter,
  { limit, after }: { limit: number; after?: PagePosition | undefined },
): Promise<ListPage<ConversationItem>> {
  const isWaiting = filter.state === "waiting";
  const order = isWaiting ? "oldest first" : "latest first";
  const direction = isWaiting ? sql`asc` : sql`desc`;
  const { mode, state, q } = filter;
  const few = q === undefined ? undefined : await findFewMatches(sql, q);
  const rows = await sql<Row[]>`
    select ${conversationColumns(sql)},
      ${positionColumn(sql, "c.listed_at")}
    from (
      select * from (${sourceOf(sql, { isWaiting, few })}) c
      where listed_at is not null
        ${state === "trouble" ? sql`and trouble is not null` : sql``}
        ${mode === undefined ? sql`` : sql`and mode = ${mode}`}
        ${isWaiting && few !== undefined ? sql`and ${isOneOf(sql, few)}` : sql``}
        ${q === undefined || few !== undefined ? sql`` : sql`and ${matchesSearch(sql, q)}`}
        ${behind(sql, ["listed_at", "conversation_id"], after, order)}
      order by listed_at ${direction}, conversation_id ${direction}
      limit ${limit + 1}
    ) c
    ${conversationDetails(sql)}
    order by c.listed_at ${direction}, c.conversation_id ${direction}`;
  return toListPage(rows, limit);
}

/** Reads one conversation, with the same fields as in a list. */
export async function readConversationItem(
  sql: Sql,
  id: string,
): Promise<ConversationItem | undefined> {
  const [row] = await sql<ConversationItem[]>`
    select ${conversationColumns(sql)} from ai_reply.conversations c ${conversationDetails(sql)}
    where c.conversation_id = ${id}`;
  return row;
}

function conversationColumns(sql: Sql) {
  return sql`
    c.conversation_id as id, c.channel, c.app, c.place, c.person, who.name, c.mode,
    c.mode_reason as "modeReason", c.mode_changed_at as "modeChangedAt",
    coalesce(c.last_message_at, c.created_at) as "lastMessageAt", c.last_reply_at as "lastReplyAt",
    waiting.count as waiting, waiting.since as "waitingSince",
    c.staff_awaited_since as "staffAwaitedSince", left_to_staff.count as "leftToStaff",
    last.content as "lastContent", c.trouble`;
}

/** Joins that run only for the conversations of the page. */
function conversationDetails(sql: Sql) {
  return sql`
    cross join lateral (select ${nameOf(sql)} as name) who
    cross join lateral (
      select count(*)::int as count, min(sent_at) as since
      from (${unansweredMessages(sql)} limit ${COUNT_MAX}) unanswered
    ) waiting
    cross join lateral (
      select count(*)::int as count
      from (
        select from ai_reply.messages
        where conversation_id = c.conversation_id and author = 'customer'
          and sent_at >= c.staff_awaited_since and (c.mode = 'human' or left_to_staff_at is not null)
        limit ${COUNT_MAX}
      ) awaiting
    ) left_to_staff
    left join lateral (
      select content from ai_reply.messages
      where conversation_id = c.conversation_id and author = 'customer'
      order by sent_at desc, message_id desc limit 1
    ) last on true`;
}

/** Messages of the conversation `c` that no turn has answered. */
function unansweredMessages(sql: Sql) {
  return sql`
    select sent_at from ai_reply.messages
    where conversation_id = c.conversation_id
      and turn_id is null and left_to_staff_at is null and author = 'customer'
    union all
    select m.sent_at
    from ai_reply.turns t cross join lateral (
      select sent_at from ai_reply.messages
      where turn_id = t.turn_id and left_to_staff_at is null and author = 'customer' offset 0
    ) m
    where t.conversation_id = c.conversation_id and t.status in ('thinking', 'sending')`;
}

/** Returns the conversations to filter, with the time `listed_at` by which the list is ordered. */
function sourceOf(
  sql: Sql,
  { isWaiting, few }: { isWaiting: boolean; few: readonly string[] | undefined },
) {
  if (isWaiting) return waitingConversations(sql);
  if (few !== undefined) return conversationsWithIds(sql, few);
  return sql`select *, last_message_at as listed_at from ai_reply.conversations`;
}

// "offset 0" keeps PostgreSQL from reading whole tables, or from walking all conversations in search of these.

function conversationsWithIds(sql: Sql, ids: readonly string[]) {
  return sql`
    select *, last_message_at as listed_at from ai_reply.conversations
    where ${isOneOf(sql, ids)} offset 0`;
}

function isOneOf(sql: Sql, ids: readonly string[]) {
  return sql`conversation_id = any(${[...ids]}::uuid[])`;
}

/** Each part of the union reads an index of waiting rows only. */
function waitingConversations(sql: Sql) {
  return sql`
    select c.*, waiting.listed_at
    from (
      select conversation_id, min(since) as listed_at from (
        select conversation_id, staff_awaited_since as since
        from ai_reply.conversations where staff_awaited_since is not null
        union all
        select conversation_id, sent_at from ai_reply.messages where ${isUnanswered(sql)}
        union all
        select t.conversation_id, m.sent_at
        from ai_reply.turns t cross join lateral (
          select sent_at from ai_reply.messages where turn_id = t.turn_id offset 0
        ) m
        where t.status in ('thinking', 'sending')
      ) waiting group by conversation_id
    ) waiting cross join lateral (
      select * from ai_reply.conversations where conversation_id = waiting.conversation_id offset 0
    ) c`;
}
