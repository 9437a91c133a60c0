import { startRedisServer } from "packages/testkit/redis_server.ts";
import { startExpressServer } from "bench/messages/express_server.ts";
import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { HttpPool } from "bench/harness/http_connection.ts";
import { median, medianRatio, round } from "bench/harness/statistics.ts";
import { type RunningService, startService } from "bench/harness/service.ts";
import { cpuSeconds } from "bench/harness/usage.ts";
import { sealMessage } from "bench/messages/seal_message.ts";

const CONNECTIONS = 64;
const SECONDS = 4;
/** More than can be stored in the time; sealed before, because it costs time. */
const MESSAGES = 4_000 * SECONDS;
const GENERATOR_SHARE_MAX = 0.6;

interface Stored {
  readonly perSecond: number;
  readonly generatorShare: number;
  readonly serverMicros: number;
}

/** How many callbacks are stored per second, against express with the usual packages and the same transaction. */
export async function callbackRate(options: BenchOptions): Promise<Row[]> {
  await using redis = new AsyncDisposableStack();
  const redisServer = await startRedisServer();
  redis.defer(redisServer.stop);
  await using ourDatabase = await options.postgres.createDatabase("ours");
  await using peerDatabase = await options.postgres.createDatabase("peer");
  const servers = { databaseUrl: ourDatabase.url, redisUrl: redisServer.url };
  await using callback = await startService("callback", servers);
  await using express = await startExpressServer(peerDatabase.url);
  const sides = [
    { server: callback, rounds: [] as Stored[] },
    { server: express, rounds: [] as Stored[] },
  ] as const;
  // The first round is warm-up.
  for (let count = 0; count <= options.rounds; count += 1) {
    for (const { server, rounds } of count % 2 === 0 ? sides : sides.toReversed()) {
      const stored = await storeCallbacks(server);
      if (count > 0) rounds.push(stored);
    }
  }
  return [describeRate(sides[0].rounds, sides[1].rounds)];
}

function describeRate(ours: readonly Stored[], peer: readonly Stored[]): Row {
  const [rates, peerRates] = [ours, peer].map((side) => side.map(({ perSecond }) => perSecond)) as [
    number[],
    number[],
  ];
  const micros = [ours, peer].map((side) =>
    round(median(side.map(({ serverMicros }) => serverMicros)))
  );
  const share = Math.max(...[...ours, ...peer].map(({ generatorShare }) => generatorShare));
  return comparedRow({
    what: "callbacks stored with their jobs",
    goal: "≥ 1.3 × express",
    unit: "/s",
    ours: rates,
    peer: peerRates,
    isMet: share <= GENERATOR_SHARE_MAX && medianRatio(rates, peerRates) >= 1.3,
    note: `server CPU per callback ${micros[0]} µs (peer ${micros[1]}); generator at most ${
      round(share * 100)
    } % of its core`,
  });
}

async function storeCallbacks(server: RunningService): Promise<Stored> {
  // Each message has its own sender, so no job waits behind another.
  const messages = Array.from({ length: MESSAGES }, (_, index) => sealMessage(`member${index}`));
  const pool = new HttpPool(server.port);
  const before = { server: cpuSeconds([server.pid]), own: cpuSeconds([Deno.pid]) };
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt > SECONDS * 1000;
  let stored = 0;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    while (!isOver()) {
      const message = messages.pop();
      if (message === undefined) {
        throw new Error(`Cannot measure: ${MESSAGES} messages are too few`);
      }
      const { status } = await pool.ask(message);
      if (status !== 200) throw new Error(`A callback got ${status}: ${server.recentOutput()}`);
      stored += 1;
    }
  }));
  const seconds = (performance.now() - startedAt) / 1000;
  pool.close();
  return {
    perSecond: stored / seconds,
    generatorShare: (cpuSeconds([Deno.pid]) - before.own) / seconds,
    serverMicros: (cpuSeconds([server.pid]) - before.server) * 1e6 / stored,
  };
}
