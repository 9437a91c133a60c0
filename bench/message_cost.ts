import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { median } from "bench/harness/statistics.ts";
import { startCountingProxy } from "bench/messages/counting_proxy.ts";
import { type ReplyStack, startReplyStack } from "bench/messages/reply_stack.ts";

const MESSAGES = 100;
const MEMBERS = 50;
/** A connection of PostgreSQL reports its figures at latest after it was idle for so long. */
const REPORTED_AFTER_MS = 11_000;

interface Counts {
  readonly roundTrips: number;
  readonly statements: number;
  readonly walSyncs: number;
}

/** What an answered message costs in PostgreSQL, one message at a time, in conversations that exist. */
export async function messageCost(options: BenchOptions): Promise<Row[]> {
  await using proxy = await startCountingProxy(options.postgres.port);
  await using stack = await startReplyStack(options, proxy.port);
  const count = async (): Promise<Counts> => ({
    roundTrips: proxy.roundTrips,
    statements: await stack.database.countStatements(),
    walSyncs: await countWalSyncs(stack),
  });
  await answerMessages(stack, MEMBERS);
  const costs: Counts[] = [];
  for (let round = 0; round < Math.min(2, options.rounds); round += 1) {
    const idle = await countDuring(count, () => Promise.resolve());
    const busy = await countDuring(count, () => answerMessages(stack, MESSAGES));
    const each = (name: keyof Counts) =>
      (busy.counts[name] - idle.counts[name] / idle.seconds * busy.seconds) / MESSAGES;
    costs.push({
      roundTrips: each("roundTrips"),
      statements: each("statements"),
      walSyncs: each("walSyncs"),
    });
  }
  return describeCosts(costs);
}

function describeCosts(costs: readonly Counts[]): Row[] {
  const [roundTrips, statements, walSyncs] = (["roundTrips", "statements", "walSyncs"] as const)
    .map((name) => costs.map((cost) => cost[name])) as [number[], number[], number[]];
  return [
    comparedRow({
      what: "round trips to PostgreSQL per answered message",
      goal: "≤ 25",
      unit: "",
      ours: roundTrips,
      isMet: median(roundTrips) <= 25,
      note: `${median(statements).toFixed(1)} statements, with begin and commit`,
    }),
    comparedRow({
      what: "WAL syncs per answered message",
      goal: "≤ 4",
      unit: "",
      ours: walSyncs,
      isMet: median(walSyncs) <= 4,
    }),
  ];
}

async function countDuring(
  count: () => Promise<Counts>,
  work: () => Promise<void>,
): Promise<{ counts: Counts; seconds: number }> {
  const before = await count();
  const startedAt = performance.now();
  await work();
  await new Promise((resolve) => setTimeout(resolve, REPORTED_AFTER_MS));
  const after = await count();
  return {
    counts: {
      roundTrips: after.roundTrips - before.roundTrips,
      statements: after.statements - before.statements,
      walSyncs: after.walSyncs - before.walSyncs,
    },
    seconds: (performance.now() - startedAt) / 1000,
  };
}

/** Sends messages, each when the previous one is answered and its job has ended. */
async function answerMessages(stack: ReplyStack, messages: number): Promise<void> {
  for (let index = 0; index < messages; index += 1) {
    await stack.sendMessage(`member${index % MEMBERS}`);
    await stack.untilAnswered();
  }
}

async function countWalSyncs({ database }: ReplyStack): Promise<number> {
  const [row] = await database.sql<[{ syncs: number }]>`
    select wal_sync::int as syncs from pg_stat_wal`;
  return row.syncs;
}
