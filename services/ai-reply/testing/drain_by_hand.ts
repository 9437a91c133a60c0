import type { Engine } from "services/ai-reply/workers/engine.ts";
import { drainConversation } from "services/ai-reply/workers/drain_conversation.ts";

/** One attempt at a wake-up, as the queue would make it. */
export function drainByHand(
  engine: Engine,
  conversationId: string,
  { signal = new AbortController().signal, attempt = 1 }: {
    signal?: AbortSignal;
    attempt?: number;
  } = {},
): Promise<void> {
  const job = { id: crypto.randomUUID(), payload: { conversationId }, signal, attempt };
  return drainConversation(engine, job);
}

/** The only conversation there is. */
export async function onlyConversation({ sql }: Pick<Engine, "sql">): Promise<string> {
  const rows = await sql<{ id: string }[]>`
    select conversation_id as id from ai_reply.conversations`;
  const id = rows[0]?.id;
  if (id === undefined || rows.length > 1) throw new Error(`${rows.length} conversations`);
  return id;
}
