import type { BenchOptions } from "bench/harness/benchmark.ts";
import { round } from "bench/harness/statistics.ts";
import { startGenerator } from "bench/polls/generator.ts";
import { holdPolls, releasePolls, type Releases } from "bench/polls/poll_wave.ts";
import type { PollServer } from "bench/polls/poll_server.ts";

/** So many polls are held at a time. */
export const HELD = 5_000;
/** Above this share of its core the generator would be part of the result. */
const GENERATOR_SHARE_MAX = 0.6;

/** The waves of both sides. */
export interface ComparedReleases {
  readonly ours: readonly Releases[];
  readonly peer: readonly Releases[];
}

/** In each round both servers hold and release {@link HELD} polls, one after the other; the first takes turns. */
export async function compareReleases(
  { rounds }: BenchOptions,
  ours: PollServer,
  peer: PollServer,
  perSecond?: number,
): Promise<ComparedReleases> {
  await using generators = new AsyncDisposableStack();
  const sides = await Promise.all([ours, peer].map(async (server) => ({
    server,
    generator: generators.use(await startGenerator(server, HELD)),
    waves: [] as Releases[],
  })));
  // The first wave is warm-up.
  for (let count = 0; count <= rounds; count += 1) {
    for (const { server, generator, waves } of count % 2 === 0 ? sides : sides.toReversed()) {
      await holdPolls(server, generator, HELD);
      const releases = await releasePolls(server, generator, perSecond);
      if (count > 0) waves.push(releases);
      // A connection with a lost poll cannot be used again.
      if (releases.lost > 0) throw new Error(`${releases.lost} of ${HELD} releases were lost`);
    }
  }
  return { ours: sides[0]!.waves, peer: sides[1]!.waves };
}

/** What makes the figures of a row invalid: refused or lost polls, or a busy generator; and what to know. */
export function judgeWaves({ ours, peer }: ComparedReleases): { isValid: boolean; note: string } {
  const all = [...ours, ...peer];
  const generator = Math.max(...all.map(({ generatorShare }) => generatorShare));
  const shares = [ours, peer].map((waves) =>
    round(Math.max(...waves.map(({ generatorShare }) => generatorShare)) * 100)
  );
  const micros = [ours, peer].map((waves) =>
    round(waves.reduce((sum, { serverMicros }) => sum + serverMicros, 0) / waves.length)
  );
  const refused = [ours, peer].map((waves) => waves.reduce((sum, wave) => sum + wave.refused, 0));
  return {
    isValid: generator <= GENERATOR_SHARE_MAX && refused[0] === 0,
    note: `0 lost, ${refused[0]} refused (peer ${refused[1]}); server CPU per release ${
      micros[0]
    } µs (peer ${micros[1]}); generator at most ${shares[0]} % of its core (peer ${shares[1]})`,
  };
}
