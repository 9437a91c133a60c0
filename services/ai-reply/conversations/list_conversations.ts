import type { Sql } from "postgres";
import { type ListPage, type PagePosition, toListPage } from "packages/platform/list_page.ts";
import { behind, positionColumn } from "packages/storage/postgres/list_page.ts";

/** How the last turn of a conversation went wrong: it failed, its arrival is uncertain, or WeCom refused a part. */
export type Trouble = "failed" | "uncertain" | "refused";

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
  /** Number of messages that the AI has not answered yet, among the last hundred. */
  readonly waiting: number;
  /** When the first of them was sent. */
  readonly waitingSince: Date | null;
  /** Since when the customer waits for a colleague, as far as we can see; null: does not wait. */
  readonly staffAwaitedSince: Date | null;
  /** Number of messages since then, among the last hundred. */
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
  /** Part of a person's id or name. */
  readonly q?: string | undefined;
}

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
  const rows = await sql<Row[]>`
    select ${conversationColumns(sql)},
      ${positionColumn(sql, "c.listed_at")}
    from (
      select * from (${isWaiting ? waitingConversations(sql) : allConversations(sql)}) c
      where listed_at is not null
        ${filter.mode === undefined ? sql`` : sql`and mode = ${filter.mode}`}
        ${filter.state === "trouble" ? inTrouble(sql) : sql``}
        ${filter.q === undefined ? sql`` : matchesPerson(sql, filter.q)}
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
    recent.waiting, recent.waiting_since as "waitingSince",
    c.staff_awaited_since as "staffAwaitedSince", recent.left_to_staff as "leftToStaff",
    recent.last_content as "lastContent", latest.trouble`;
}

/** Joins that run only for the conversations of the page. */
function conversationDetails(sql: Sql) {
  return sql`
    left join lateral (
      select name from ai_reply.customers
      where corp_id = c.corp_id and external_user_id = c.person
    ) who on true
    left join lateral (
      select
        count(*) filter (where is_waiting)::int as waiting,
        min(sent_at) filter (where is_waiting) as waiting_since,
        count(*) filter (
          where author = 'customer' and sent_at >= c.staff_awaited_since
        )::int as left_to_staff,
        (array_agg(content order by sent_at desc, message_id desc)
          filter (where author = 'customer'))[1] as last_content
      from (
        select m.*,
          m.author = 'customer' and m.left_to_staff_at is null
            and (m.turn_id is null or t.status in ('thinking', 'sending')) as is_waiting
        from (
          select * from ai_reply.messages
          where conversation_id = c.conversation_id
          order by sent_at desc, message_id desc limit 100
        ) m
        left join ai_reply.turns t on t.turn_id = m.turn_id
      ) m
    ) recent on true
    left join lateral (
      select case
        when t.status = 'failed' then 'failed'
        else (
          select min(status) from ai_reply.deliveries
          where turn_id = t.turn_id and part > 0 and status in ('uncertain', 'refused')
        )
      end as trouble
      from ai_reply.turns t
      where t.conversation_id = c.conversation_id
      order by number desc limit 1
    ) latest on true`;
}

function allConversations(sql: Sql) {
  return sql`select *, last_message_at as listed_at from ai_reply.conversations`;
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
        select conversation_id, sent_at from ai_reply.messages
        where turn_id is null and left_to_staff_at is null and author = 'customer'
        union all
        select t.conversation_id, m.sent_at
        from ai_reply.turns t join ai_reply.messages m using (turn_id)
        where t.status in ('thinking', 'sending')
      ) waiting group by conversation_id
    ) waiting join ai_reply.conversations c using (conversation_id)`;
}

/** Only the last turn counts: a later success ends the trouble. */
function inTrouble(sql: Sql) {
  return sql`
    and conversation_id in (
      select t.conversation_id from ai_reply.turns t
      where t.turn_id in (
          select turn_id from ai_reply.turns where status = 'failed'
          union
          select turn_id from ai_reply.deliveries
          where part > 0 and status in ('uncertain', 'refused')
        )
        and not exists (
          select 1 from ai_reply.turns
          where conversation_id = t.conversation_id and number > t.number
        )
    )`;
}

function matchesPerson(sql: Sql, q: string) {
  const pattern = `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return sql`
    and (person ilike ${pattern} or exists (
      select 1 from ai_reply.customers
      where corp_id = c.corp_id and external_user_id = c.person and name ilike ${pattern}
    ))`;
}
