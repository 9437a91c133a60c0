import { describeError } from "packages/platform/log.ts";
import { countToSummarise, historyLimits, summaryPrompt } from "services/ai-reply/model/summary.ts";
import { readContext, storeSummary } from "services/ai-reply/turns/context.ts";
import { type Lease, LeaseLostError, readLeased } from "services/ai-reply/conversations/lease.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

const SUMMARISE_WITHIN_MS = 15_000;

/**
 * Summarises the history that does not fit into a prompt, for later turns. The answer was sent before; after a failure,
 * the next turn tries again.
 * @throws LeaseLostError when another worker holds the lease
 */
export async function summarise(
  deps: WorkerDeps,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { sql, model, settings: { promptTokens }, log } = deps;
  if (model === undefined) return;
  try {
    const conversation = await readLeased(sql, lease);
    const steps = await readContext(sql, conversation);
    const history = steps.flatMap(({ messages }) => messages);
    const count = countToSummarise(history, historyLimits(promptTokens));
    const cut = cutAtTurn(steps, count);
    if (cut === undefined) return;
    const prompt = summaryPrompt(conversation.summary ?? undefined, history.slice(0, cut.count));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(SUMMARISE_WITHIN_MS)]);
    const { text } = await model.ask(prompt, { signal: limit });
    const { contextFrom } = conversation;
    await storeSummary(sql, lease, { summary: text, until: cut.turnId, contextFrom });
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    log.warn("summary_failed", { error: describeError(error) });
  }
}

/** The last turn that ends within the first `count` messages, and the number of messages up to its end. */
function cutAtTurn(
  steps: Awaited<ReturnType<typeof readContext>>,
  count: number,
): { turnId: string; count: number } | undefined {
  let cut: { turnId: string; count: number } | undefined;
  let total = 0;
  for (const { turnId, messages } of steps) {
    total += messages.length;
    if (total > count) break;
    if (turnId !== undefined) cut = { turnId, count: total };
  }
  return cut;
}
