import { cpuSeconds, untilQuiet } from "bench/harness/usage.ts";
import type { Generator, GeneratorResult } from "bench/polls/generator.ts";
import type { PollServer } from "bench/polls/poll_server.ts";

/** In the closed loop, so many releases are on the way at a time. */
const WINDOW = 64;

/** What a wave of releases showed. */
export interface Releases extends Omit<GeneratorResult, "cpuSeconds"> {
  readonly perSecond: number;
  /** Share of its core that the generator used meanwhile, 0 to 1. */
  readonly generatorShare: number;
  /** CPU of the servers per release, in microseconds. */
  readonly serverMicros: number;
}

/** Holds `count` polls, which arrive at `perSecond`. Resolves when the server has nothing more to do. */
export async function holdPolls(
  server: PollServer,
  generator: Generator,
  count: number,
  perSecond = 2_500,
): Promise<void> {
  await generator.hold(await server.createPolls(count), perSecond);
  await untilQuiet(server.pids);
}

/** Releases the held polls: `perSecond` of them, or as fast as a window of {@link WINDOW} allows. */
export async function releasePolls(
  server: PollServer,
  generator: Generator,
  perSecond?: number,
): Promise<Releases> {
  const before = cpuSeconds(server.pids);
  const result = await generator.release(
    perSecond === undefined ? { window: WINDOW } : { perSecond },
  );
  const serverSeconds = cpuSeconds(server.pids) - before;
  const released = result.latenciesMs.length;
  return {
    ...result,
    perSecond: released / result.seconds,
    generatorShare: result.cpuSeconds / result.seconds,
    serverMicros: serverSeconds * 1e6 / released,
  };
}
