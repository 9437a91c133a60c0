import type { Sql } from "postgres";
import { DEFINED_ANSWERS } from "services/ai-reply/domain/defined_answers.ts";

/** What the streams of one answer show. */
export interface FinishedStreams {
  /** In the order of the messages. */
  readonly streamIds: readonly string[];
  readonly text: string;
}

/** What AI bots last said after `since`: answers, and words of farewell where people take over. */
export async function readFinishedStreams(
  sql: Sql,
  since: Date,
): Promise<readonly FinishedStreams[]> {
  const answers = await sql<FinishedStreams[]>`
    select d.text, array(
        select m.content ->> 'streamId' from ai_reply.messages m
        where m.turn_id = t.turn_id and m.content ? 'streamId'
        order by m.sent_at, m.message_id) as "streamIds"
    from ai_reply.turns t
      join ai_reply.conversations c using (conversation_id)
      join ai_reply.deliveries d using (turn_id)
    where t.started_at > ${since}::timestamptz - interval '10 minutes' and c.channel = 'bot'
      and d.status = 'sent' and d.ended_at > ${since}`;
  const left = await sql<{ streamId: string }[]>`
    select content ->> 'streamId' as "streamId" from ai_reply.messages
    where left_to_staff_at > ${since} and content ? 'streamId'`;
  const text = DEFINED_ANSWERS.withStaff;
  // Answers first: what was left to people may have been answered by an apology.
  return [...answers, ...left.map(({ streamId }) => ({ streamIds: [streamId], text }))];
}
