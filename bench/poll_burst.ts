import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { startAuthServer } from "bench/polls/auth_server.ts";
import { HELD } from "bench/polls/compare_releases.ts";
import { startGenerator } from "bench/polls/generator.ts";
import { holdPolls, releasePolls } from "bench/polls/poll_wave.ts";

const WITHIN_SECONDS = 2;
/** The longest `redirect` that a page may pass. */
const REDIRECT_LENGTH = 2_000;

/** Whether `auth` refuses polls that arrive together, as after the end of a replica. */
export async function pollBurst(options: BenchOptions): Promise<Row[]> {
  await using auth = await startAuthServer(options, { redirectLength: REDIRECT_LENGTH });
  const refused: number[] = [];
  let lost = 0;
  // Half of the waves arrive at once.
  for (let round = 0; round < options.rounds * 2; round += 1) {
    await using generator = await startGenerator(auth, HELD);
    await holdPolls(auth, generator, HELD, round % 2 === 0 ? HELD / WITHIN_SECONDS : 1e9);
    const wave = await releasePolls(auth, generator);
    refused.push(wave.refused);
    lost += wave.lost;
  }
  return [comparedRow({
    what: `refused of ${HELD} polls that arrive within ${WITHIN_SECONDS} s, or at once`,
    goal: "0",
    unit: "polls",
    ours: refused,
    isMet: refused.every((count) => count === 0) && lost === 0,
    note: `${lost} releases lost`,
  })];
}
