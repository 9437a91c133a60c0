import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { pace } from "bench/harness/pace.ts";
import { median, percentile, round } from "bench/harness/statistics.ts";
import { type ReplyStack, startReplyStack } from "bench/messages/reply_stack.ts";

const PER_SECOND = 200;
const SECONDS = 12;
const MEMBERS = 400;
const MODEL_TAKES_MS = 4_000;

/** How long WeCom waits for `callback` while `ai-reply` works on the same core. */
export async function callbackLatency(options: BenchOptions): Promise<Row[]> {
  await using stack = await startReplyStack(options);
  stack.fakes.modelDelayMs = MODEL_TAKES_MS;
  const rounds: number[][] = [];
  // The first round is warm-up.
  for (let count = 0; count <= options.rounds; count += 1) {
    const latencies = await measureAcks(stack, count === 0 ? SECONDS / 2 : SECONDS);
    if (count > 0) rounds.push(latencies);
  }
  const p99 = rounds.map((latencies) => percentile(latencies, 0.99));
  return [comparedRow({
    what: `p99 until a callback is acknowledged, ${PER_SECOND}/s beside ai-reply`,
    goal: "≤ 30 ms",
    unit: "ms",
    ours: p99,
    isMet: median(p99) <= 30,
    note: `p50 ${round(median(rounds.map((latencies) => percentile(latencies, 0.5))))} ms, max ${
      round(Math.max(...rounds.flat()))
    } ms; the model takes ${MODEL_TAKES_MS / 1000} s`,
  })];
}

async function measureAcks(stack: ReplyStack, seconds: number): Promise<number[]> {
  const latencies: Promise<number>[] = [];
  await pace(PER_SECOND * seconds, PER_SECOND, (index) => {
    const sentAt = performance.now();
    latencies.push(
      stack.sendMessage(`member${index % MEMBERS}`).then(() => performance.now() - sentAt),
    );
  });
  return await Promise.all(latencies);
}
