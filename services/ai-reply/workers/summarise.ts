import { describeError } from "packages/platform/log.ts";
import { countToSummarise, summaryPrompt } from "services/ai-reply/model/summary.ts";
import { readContext, storeSummary } from "services/ai-reply/stores/context.ts";
import { type Lease, LeaseLostError, readLeased } from "services/ai-reply/stores/lease.ts";
import type { Engine } from "services/ai-reply/workers/engine.ts";

/** History may take this part of a prompt, and is cut down to that. */
const HISTORY_SHARE = 0.5;
const KEEP_SHARE = 0.25;
const SUMMARISE_WITHIN_MS = 15_000;

/**
 * Puts what does not fit into a prompt any more into few words, for the turns to come. The answer is out already; when
 * this fails, the next turn tries again. @throws LeaseLostError
 */
export async function summarise(engine: Engine, lease: Lease, signal: AbortSignal): Promise<void> {
  const { sql, model, settings: { promptTokens }, log } = engine;
  if (model === undefined) return;
  try {
    const conversation = await readLeased(sql, lease);
    const steps = await readContext(sql, conversation);
    const history = steps.flatMap(({ messages }) => messages);
    const count = countToSummarise(history, {
      maxTokens: Math.floor(promptTokens * HISTORY_SHARE),
      keepTokens: Math.floor(promptTokens * KEEP_SHARE),
    });
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

/** The last turn that lies within the first `count` messages, and how many messages there are up to its end. */
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
