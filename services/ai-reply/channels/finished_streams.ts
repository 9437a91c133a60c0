import type { Sql } from "postgres";
import { CANNED_REPLIES } from "services/ai-reply/domain/canned_replies.ts";

/** The streams of one answer, and the text that they show. */
export interface FinishedStreams {
  /** In the order of the messages. */
  readonly streamIds: readonly string[];
  readonly text: string;
}

/**
 * Reads the final texts of AI bots' streams since `since`, of one conversation or of all: answers, and the reply for
 * messages that went to staff.
 */
export async function readFinishedStreams(
  sql: Sql,
  { since, conversationId }: {
    readonly since: Date;
    readonly conversationId?: string | undefined;
  },
): Promise<readonly FinishedStreams[]> {
  const wanted = conversationId === undefined
    ? sql`true`
    : sql`conversation_id = ${conversationId}`;
  const answers = await sql<FinishedStreams[]>`
    select d.text, array(
        select m.content ->> 'streamId' from ai_reply.messages m
        where m.turn_id = t.turn_id and m.content ? 'streamId'
        order by m.sent_at, m.message_id) as "streamIds"
    from ai_reply.turns t
      join ai_reply.conversations c using (conversation_id)
      join ai_reply.deliveries d using (turn_id)
    where t.started_at > ${since}::timestamptz - interval '10 minutes' and c.channel = 'bot'
      and d.status = 'sent' and d.ended_at > ${since} and ${wanted}`;
  const abandoned = await sql<{ streamId: string }[]>`
    select content ->> 'streamId' as "streamId" from ai_reply.messages
    where left_to_staff_at > ${since} and content ? 'streamId' and ${wanted}`;
  const text = CANNED_REPLIES.withStaff;
  // Answers first, as the first text wins: a message that went to staff may have got a last reply before.
  return [...answers, ...abandoned.map(({ streamId }) => ({ streamIds: [streamId], text }))];
}
