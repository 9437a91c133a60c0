import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { median, medianRatio, percentile } from "bench/harness/statistics.ts";
import { startAuthServer } from "bench/polls/auth_server.ts";
import { compareReleases, HELD, judgeWaves } from "bench/polls/compare_releases.ts";
import { startNchanServer } from "bench/polls/nchan_server.ts";

const PER_SECOND = 1_000;

/** How long a release takes when many polls are held, against nchan on Redis. */
export async function releaseLatency(options: BenchOptions): Promise<Row[]> {
  await using auth = await startAuthServer(options);
  await using nchan = await startNchanServer();
  const compared = await compareReleases(options, auth, nchan, PER_SECOND);
  const [ours, peer] = [compared.ours, compared.peer].map((waves) =>
    waves.map(({ latenciesMs }) => percentile(latenciesMs, 0.99))
  ) as [number[], number[]];
  const { isValid, note } = judgeWaves(compared);
  return [comparedRow({
    what: `p99 of a release at ${PER_SECOND}/s, ${HELD} held polls`,
    goal: "≤ 5 ms, ≤ 4 × nchan",
    unit: "ms",
    ours,
    peer,
    isMet: isValid && median(ours) <= 5 && medianRatio(ours, peer) <= 4,
    note,
  })];
}
