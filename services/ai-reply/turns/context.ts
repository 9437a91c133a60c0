import type { Sql } from "postgres";
import type { Content, Conversation } from "services/ai-reply/domain/conversation.ts";
import { describeContent } from "services/ai-reply/domain/describe_content.ts";
import type { PromptMessage } from "services/ai-reply/model/model.ts";
import { type Lease, withLease } from "services/ai-reply/conversations/lease.ts";

/** How many messages are read: more than fit into any prompt. */
const MAX_MESSAGES = 100;
/** Above the number of every turn: the largest `integer` of PostgreSQL. */
const LAST_TURN = 2_147_483_647;

/** One step of the history: a turn with its messages, or a message that no turn answered. */
export interface Step {
  /** Undefined: no turn answered the message. */
  readonly turnId: string | undefined;
  readonly messages: readonly PromptMessage[];
}

interface Row {
  readonly turnId: string | null;
  readonly number: number | null;
  readonly answer: string | null;
  readonly author: "customer" | "staff";
  readonly content: Content;
}

/**
 * Reads the history before the turn with the number `before`, oldest first, without the messages before the last reset
 * and those that the summary covers. Messages of staff count as answers of the company. Recalled messages are left out,
 * unless they were answered before.
 */
export async function readContext(
  sql: Sql,
  { conversationId, contextFrom, summaryUntil }: Conversation,
  before = LAST_TURN,
): Promise<readonly Step[]> {
  const rows = await sql<Row[]>`
    select t.turn_id as "turnId", t.number, m.author, m.content,
      case when t.status = 'delivered' then t.answer end as answer
    from ai_reply.messages m left join ai_reply.turns t using (turn_id)
    where m.conversation_id = ${conversationId} and (t.number is null or t.number < ${before})
      and (t.number is not null or m.left_to_staff_at is not null or m.author = 'staff')
      and m.sent_at >= coalesce(${contextFrom}::timestamptz, '-infinity')
      and coalesce((m.sent_at, m.message_id) > (
        select sent_at, message_id from ai_reply.messages where turn_id = ${summaryUntil}::uuid
        order by sent_at desc, message_id desc limit 1), true)
    order by m.sent_at desc, m.message_id desc
    limit ${MAX_MESSAGES}`;
  return toSteps(rows.toReversed());
}

function toSteps(rows: readonly Row[]): Step[] {
  const steps: { turnId: string | undefined; messages: PromptMessage[]; answer: string | null }[] =
    [];
  for (const { turnId, author, content, answer } of rows) {
    if (content.recalled && turnId === null) continue;
    const role = author === "staff" ? "assistant" : "user";
    const message: PromptMessage = { role, content: describeContent(content) };
    const last = steps.at(-1);
    if (turnId !== null && last?.turnId === turnId) last.messages.push(message);
    else steps.push({ turnId: turnId ?? undefined, messages: [message], answer });
  }
  return steps.map(({ turnId, messages, answer }) => ({
    turnId,
    messages: answer === null ? messages : [...messages, { role: "assistant", content: answer }],
  }));
}

/** Stores a summary of everything up to the turn `until`. @throws LeaseLostError when another worker holds the lease */
export async function storeSummary(
  sql: Sql,
  lease: Lease,
  { summary, until, contextFrom }: {
    readonly summary: string;
    readonly until: string;
    /** `contextFrom` of the conversation when it was read: if it was reset since then, the summary is not stored. */
    readonly contextFrom: Date | null;
  },
): Promise<void> {
  await withLease(sql, lease, async (tx) => {
    await tx`
      update ai_reply.conversations set summary = ${summary}, summary_until = ${until}
      where conversation_id = ${lease.conversationId}
        and context_from is not distinct from ${contextFrom}::timestamptz`;
  });
}
