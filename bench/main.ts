// Measures the goals of performance and prints one table. bench/README.md explains it.
//   deno task bench [--quick | --rounds=N] [name]…
import type { Benchmark, Row } from "bench/harness/benchmark.ts";
import { endChildrenOnSignal, pinThisProcess } from "bench/harness/pinned_process.ts";
import { startPostgresServer } from "bench/harness/postgres_server.ts";
import { busySender } from "bench/busy_sender.ts";
import { callbackRate } from "bench/callback_rate.ts";
import { callbackLatency } from "bench/callback_latency.ts";
import { startOtherLoad } from "bench/harness/usage.ts";
import { idleStatements } from "bench/idle_statements.ts";
import { listLatency } from "bench/list_latency.ts";
import { messageCost } from "bench/message_cost.ts";
import { messageRate } from "bench/message_rate.ts";
import { pollBurst } from "bench/poll_burst.ts";
import { pollMemory } from "bench/poll_memory.ts";
import { redirectRelease } from "bench/redirect_release.ts";
import { releaseLatency } from "bench/release_latency.ts";
import { releaseRate } from "bench/release_rate.ts";
import { startAndIdle } from "bench/start_and_idle.ts";
import { webhookDelay } from "bench/webhook_delay.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  release_rate: releaseRate,
  release_latency: releaseLatency,
  redirect_release: redirectRelease,
  poll_memory: pollMemory,
  poll_burst: pollBurst,
  callback_rate: callbackRate,
  message_cost: messageCost,
  message_rate: messageRate,
  busy_sender: busySender,
  list_latency: listLatency,
  callback_latency: callbackLatency,
  webhook_delay: webhookDelay,
  start_and_idle: startAndIdle,
  idle_statements: idleStatements,
};

const ROUNDS = 5;
const QUICK_ROUNDS = 2;

const { rounds, names } = readArguments(Deno.args);
endChildrenOnSignal();
await pinThisProcess();
await using postgres = await startPostgresServer();
const rows: Row[] = [];
for (const name of names) {
  const startedAt = performance.now();
  const otherLoad = startOtherLoad([Deno.pid, postgres.pid]);
  rows.push(...await measure(name));
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  print(`${name}: ${seconds} s; other programs used ${Math.round(otherLoad() * 100)} % of a core`);
}
print(formatTable(rows));

function readArguments(args: readonly string[]): { rounds: number; names: readonly string[] } {
  let rounds = ROUNDS;
  const names: string[] = [];
  for (const arg of args) {
    if (arg === "--quick") rounds = QUICK_ROUNDS;
    else if (/^--rounds=[1-9]\d*$/.test(arg)) rounds = Number(arg.slice("--rounds=".length));
    else if (arg in BENCHMARKS) names.push(arg);
    else {
      print(
        `Cannot use "${arg}". Usage: deno task bench [--quick | --rounds=N] [name]…\nNames: ${
          Object.keys(BENCHMARKS).join(" ")
        }`,
      );
      Deno.exit(2);
    }
  }
  return { rounds, names: names.length > 0 ? names : Object.keys(BENCHMARKS) };
}

/** The rows of a benchmark; one row that says why, if it could not be measured. */
async function measure(name: string): Promise<Row[]> {
  try {
    return await BENCHMARKS[name]!({ rounds, postgres });
  } catch (error) {
    print(error instanceof Error ? error.stack! : String(error));
    const note = `not measured: ${error instanceof Error ? error.message.split("\n")[0] : error}`;
    return [{
      what: name,
      goal: "–",
      ours: "–",
      peer: "–",
      ratio: "–",
      rounds: 0,
      isMet: false,
      note,
    }];
  }
}

function formatTable(all: readonly Row[]): string {
  const head = ["what", "goal", "ours", "peer", "ratio", "rounds", "met"];
  const lines = all.map((
    row,
  ) => [
    row.what,
    row.goal,
    row.ours,
    row.peer,
    row.ratio,
    row.rounds,
    row.isMet ? "yes" : "**no**",
  ]);
  const table = [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`);
  const notes = all.filter(({ note }) => note !== undefined)
    .map(({ what, note }) => `- ${what}: ${note}`);
  return ["", ...table, "", ...notes].join("\n");
}

function print(text: string): void {
  // deno-lint-ignore no-console -- the result
  console.log(text);
}
