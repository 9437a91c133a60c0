import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";
import { answerConversation } from "services/ai-reply/turns/answer_conversation.ts";

/** The operator who acts in tests. */
export const OPERATOR = { subject: "ww0123456789abcdef/zhangsan", name: "张三" };

/** Runs one attempt of a wake-up job, as the queue does. */
export function answerByHand(
  deps: WorkerDeps,
  conversationId: string,
  { signal = new AbortController().signal, attempt = 1 }: {
    signal?: AbortSignal;
    attempt?: number;
  } = {},
): Promise<void> {
  const job = { id: crypto.randomUUID(), payload: { conversationId }, signal, attempt };
  return answerConversation(deps, job);
}

/** Returns the id of the only conversation. */
export async function onlyConversation({ sql }: Pick<WorkerDeps, "sql">): Promise<string> {
  const rows = await sql<{ id: string }[]>`
    select conversation_id as id from ai_reply.conversations`;
  const id = rows[0]?.id;
  if (id === undefined || rows.length > 1) throw new Error(`${rows.length} conversations`);
  return id;
}
