import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { medianRatio } from "bench/harness/statistics.ts";
import { startAuthServer } from "bench/polls/auth_server.ts";
import { compareReleases, HELD, judgeWaves } from "bench/polls/compare_releases.ts";
import { startNchanServer } from "bench/polls/nchan_server.ts";

/** How fast `auth` answers held polls whose records change, against nchan on Redis. */
export async function releaseRate(options: BenchOptions): Promise<Row[]> {
  await using auth = await startAuthServer(options);
  await using nchan = await startNchanServer();
  const compared = await compareReleases(options, auth, nchan);
  const [ours, peer] = [compared.ours, compared.peer].map((waves) =>
    waves.map(({ perSecond }) => perSecond)
  ) as [number[], number[]];
  const { isValid, note } = judgeWaves(compared);
  return [comparedRow({
    what: `releases, ${HELD} held polls, changed in Redis`,
    goal: "≥ 1.3 × nchan",
    unit: "/s",
    ours,
    peer,
    isMet: isValid && medianRatio(ours, peer) >= 1.3,
    note,
  })];
}
