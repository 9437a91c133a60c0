import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { pace } from "bench/harness/pace.ts";
import { median, percentile, round } from "bench/harness/statistics.ts";
import { startWebhookStack, type WebhookStack } from "bench/webhooks/webhook_stack.ts";

const PER_SECOND = 50;
const SECONDS = 20;
const CHATS = 40;
/** Longer than a pause between two tries of a webhook that failed once. */
const ALL_WITHIN_MS = 30_000;

/** How long an event takes from the upstream's callback to the company's system, for the messages of one account. */
export async function webhookDelay(options: BenchOptions): Promise<Row[]> {
  await using stack = await startWebhookStack(options);
  const rounds: number[][] = [];
  // The first round is warm-up.
  for (let count = 0; count <= options.rounds; count += 1) {
    const delays = await measureDelays(stack, count === 0 ? SECONDS / 4 : SECONDS);
    if (count > 0) rounds.push(delays);
  }
  const p95 = rounds.map((delays) => percentile(delays, 0.95));
  return [comparedRow({
    what: `p95 from a callback of the upstream to its webhook, ${PER_SECOND}/s for one account`,
    goal: "≤ 500 ms",
    unit: "ms",
    ours: p95,
    isMet: median(p95) <= 500,
    note: `p50 ${round(median(rounds.map((delays) => percentile(delays, 0.5))))} ms, max ${
      round(Math.max(...rounds.flat()))
    } ms`,
  })];
}

/** @throws Error when a webhook does not arrive */
async function measureDelays(stack: WebhookStack, seconds: number): Promise<number[]> {
  const sent: { readonly text: string; readonly atMs: number }[] = [];
  const acknowledged: Promise<void>[] = [];
  await pace(PER_SECOND * seconds, PER_SECOND, (index) => {
    const text = crypto.randomUUID();
    sent.push({ text, atMs: performance.now() });
    acknowledged.push(stack.sendMessage({ chat: index % CHATS, text }));
  });
  await Promise.all(acknowledged);
  const until = performance.now() + ALL_WITHIN_MS;
  while (sent.some(({ text }) => !stack.arrivals.has(text)) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const lost = sent.filter(({ text }) => !stack.arrivals.has(text)).length;
  if (lost > 0) throw new Error(`${lost} of ${sent.length} webhooks did not arrive`);
  return sent.map(({ text, atMs }) => stack.arrivals.get(text)! - atMs);
}
