import type { Replies } from "services/ai-reply/testing/start_replies.ts";

type Read = Pick<Replies, "sql">;

/** Reads the status of all turns, in order. */
export async function turns({ sql }: Read): Promise<string[]> {
  const rows = await sql`select status from ai_reply.turns order by number`;
  return rows.map(({ status }) => status);
}

/** Reads the mode of the only conversation, and its reason. */
export async function conversation({ sql }: Read): Promise<{ mode: string; reason: string }> {
  const [row] = await sql`select mode, mode_reason as reason from ai_reply.conversations`;
  return { mode: row?.mode, reason: row?.reason };
}

/** The simulated model's answer to a question. */
export function answered(question: string): string {
  return `模拟回答：${question}`;
}
