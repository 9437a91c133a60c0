import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { median, medianRatio, percentile } from "bench/harness/statistics.ts";
import { startAuthServer } from "bench/polls/auth_server.ts";
import { compareReleases, HELD, judgeWaves } from "bench/polls/compare_releases.ts";
import { startNchanServer } from "bench/polls/nchan_server.ts";

const PER_SECOND = 1_000;

/** The same as the other two benchmarks of releases, when the browser's redirect to `callback` changes the record. */
export async function redirectRelease(options: BenchOptions): Promise<Row[]> {
  await using auth = await startAuthServer(options, { publisher: "redirect" });
  await using nchan = await startNchanServer();
  const fast = await compareReleases(options, auth, nchan);
  const paced = await compareReleases(options, auth, nchan, PER_SECOND);
  const rates = [fast.ours, fast.peer].map((waves) => waves.map(({ perSecond }) => perSecond));
  const tails = [paced.ours, paced.peer].map((waves) =>
    waves.map(({ latenciesMs }) => percentile(latenciesMs, 0.99))
  );
  const [fastVerdict, pacedVerdict] = [judgeWaves(fast), judgeWaves(paced)];
  return [
    comparedRow({
      what: `releases, ${HELD} held polls, by redirects to callback`,
      goal: "≥ 0.35 × nchan",
      unit: "/s",
      ours: rates[0]!,
      peer: rates[1]!,
      isMet: fastVerdict.isValid && medianRatio(rates[0]!, rates[1]!) >= 0.35,
      note: fastVerdict.note,
    }),
    comparedRow({
      what: `p99 of a release at ${PER_SECOND}/s by redirects`,
      goal: "≤ 20 ms",
      unit: "ms",
      ours: tails[0]!,
      peer: tails[1]!,
      isMet: pacedVerdict.isValid && median(tails[0]!) <= 20,
      note: pacedVerdict.note,
    }),
  ];
}
