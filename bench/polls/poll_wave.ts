import { withDeadline } from "packages/platform/deadline.ts";
import type { Answer, HttpConnection } from "bench/harness/http_connection.ts";
import { cpuSeconds, untilQuiet } from "bench/harness/usage.ts";
import type { Poll, PollServer } from "bench/polls/poll_server.ts";

/** In the closed loop, so many releases are on the way at a time. */
const WINDOW = 64;
/** A release that takes longer is lost. */
const LOST_AFTER_MS = 15_000;

/** What a wave of releases showed. */
export interface Releases {
  readonly perSecond: number;
  /** Milliseconds from publish to answer, of each release. */
  readonly latenciesMs: readonly number[];
  /** Polls that got an error, or any answer before their release. */
  readonly refused: number;
  /** Releases that did not arrive. */
  readonly lost: number;
  /** Share of its core that the generator used meanwhile, 0 to 1. */
  readonly generatorShare: number;
  /** CPU of the servers per release, in microseconds. */
  readonly serverMicros: number;
}

interface Slot {
  readonly poll: Poll;
  readonly answer: Promise<Answer | Error>;
  isAnswered: boolean;
}

/** Polls that a server holds. */
export interface HeldPolls {
  /** How many were answered before they were released. */
  readonly refused: number;
  /** Releases the polls, so many per second, or as fast as a window of {@link WINDOW} allows. */
  release(perSecond?: number): Promise<Releases>;
}

/**
 * Sends one poll on each connection, `perSecond` of them, and waits until the server has nothing more to do. Each poll must
 * be released afterwards.
 */
export async function holdPolls(
  server: PollServer,
  connections: readonly HttpConnection[],
  perSecond = 2_500,
): Promise<HeldPolls> {
  const polls = await server.createPolls(connections.length);
  const slots: Slot[] = [];
  await pace(connections.length, perSecond, (index) => {
    const poll = polls[index]!;
    const answer = connections[index]!.ask(poll.request).catch((error: Error) => error);
    const slot = { poll, answer, isAnswered: false };
    answer.then(() => slot.isAnswered = true);
    slots.push(slot);
  });
  await untilQuiet(server.pids);
  const held = slots.filter(({ isAnswered }) => !isAnswered);
  const refused = slots.length - held.length;
  return { refused, release: (rate) => releaseAll(server, held, refused, rate) };
}

async function releaseAll(
  server: PollServer,
  held: readonly Slot[],
  refused: number,
  perSecond?: number,
): Promise<Releases> {
  const latenciesMs: number[] = [];
  let failed = 0;
  const release = async ({ poll, answer }: Slot) => {
    const publishedAt = performance.now();
    poll.release().catch(() => {});
    const last = await withDeadline(answer, LOST_AFTER_MS, undefined);
    if (isRelease(last)) latenciesMs.push(performance.now() - publishedAt);
    else failed += 1;
  };
  const cpuBefore = { server: cpuSeconds(server.pids), own: cpuSeconds([Deno.pid]) };
  const startedAt = performance.now();
  await (perSecond === undefined
    ? releaseInWindow(held, release)
    : releasePaced(held, release, perSecond));
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    perSecond: latenciesMs.length / seconds,
    latenciesMs,
    refused,
    lost: failed,
    generatorShare: (cpuSeconds([Deno.pid]) - cpuBefore.own) / seconds,
    serverMicros: (cpuSeconds(server.pids) - cpuBefore.server) * 1e6 / held.length,
  };
}

function isRelease(answer: Answer | Error | undefined): boolean {
  return answer !== undefined && !(answer instanceof Error) && answer.status === 200 &&
    answer.body.includes('"denied"');
}

async function releaseInWindow(
  held: readonly Slot[],
  release: (slot: Slot) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: WINDOW }, async () => {
    while (next < held.length) await release(held[next++]!);
  }));
}

async function releasePaced(
  held: readonly Slot[],
  release: (slot: Slot) => Promise<void>,
  perSecond: number,
): Promise<void> {
  const releases: Promise<void>[] = [];
  await pace(held.length, perSecond, (index) => void releases.push(release(held[index]!)));
  await Promise.all(releases);
}

/** Calls `act` `count` times, `perSecond` of them in each second. */
export async function pace(
  count: number,
  perSecond: number,
  act: (index: number) => void,
): Promise<void> {
  const startedAt = performance.now();
  for (let index = 0; index < count;) {
    const due = Math.min(count, Math.ceil((performance.now() - startedAt) * perSecond / 1000));
    while (index < due) act(index++);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
