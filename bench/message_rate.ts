import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { median, percentile, round } from "bench/harness/statistics.ts";
import { cpuSeconds } from "bench/harness/usage.ts";
import { type ReplyStack, startReplyStack } from "bench/messages/reply_stack.ts";

/** Each member sends the next message when the previous one is answered. */
const MEMBERS = 100;
const SECONDS = 8;

interface Answered {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  readonly serverMs: number;
}

/** How many messages `callback` and `ai-reply` answer together on one core, with a model that answers at once. */
export async function messageRate(options: BenchOptions): Promise<Row[]> {
  await using stack = await startReplyStack(options);
  await answerFor(stack, SECONDS / 2);
  const rounds: Answered[] = [];
  for (let count = 0; count < options.rounds; count += 1) {
    rounds.push(await answerFor(stack, SECONDS));
  }
  const perSecond = rounds.map((answered) => answered.perSecond);
  const p50 = median(rounds.map(({ latenciesMs }) => percentile(latenciesMs, 0.5)));
  return [comparedRow({
    what: `answered messages, callback and ai-reply, ${MEMBERS} members`,
    goal: "≥ 150/s",
    unit: "/s",
    ours: perSecond,
    isMet: median(perSecond) >= 150,
    note: `p50 from message to answer ${round(p50)} ms; CPU of both services per message ${
      round(median(rounds.map(({ serverMs }) => serverMs)))
    } ms`,
  })];
}

async function answerFor(stack: ReplyStack, seconds: number): Promise<Answered> {
  const pids = [stack.callback.pid, stack.reply.pid];
  const latenciesMs: number[] = [];
  const sentAt = new Map<string, number>();
  const failures: unknown[] = [];
  const endsAt = performance.now() + seconds * 1000;
  const send = (userId: string) => {
    sentAt.set(userId, performance.now());
    stack.sendMessage(userId).catch((error) => failures.push(error));
  };
  stack.fakes.onSent = (userId) => {
    const now = performance.now();
    if (now > endsAt) return;
    latenciesMs.push(now - sentAt.get(userId)!);
    send(userId);
  };
  const cpuBefore = cpuSeconds(pids);
  for (let member = 0; member < MEMBERS; member += 1) send(`member${member}`);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const serverMs = (cpuSeconds(pids) - cpuBefore) * 1000 / latenciesMs.length;
  await stack.untilAnswered();
  if (failures.length > 0) throw failures[0];
  return { perSecond: latenciesMs.length / seconds, latenciesMs, serverMs };
}
