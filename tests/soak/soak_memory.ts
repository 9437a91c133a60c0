import type { ServiceProcess } from "packages/testkit/service_process.ts";

const SAMPLE_EVERY_MS = 5_000;
const WINDOW_MS = 120_000;

/** The resident memory of one process early in a run and at its end, in MiB. */
export interface MemoryGrowth {
  readonly service: string;
  readonly early: number;
  readonly late: number;
  /** `late` divided by `early`. */
  readonly ratio: number;
}

/**
 * Reads the resident memory of processes every five seconds, until `stop`.
 *
 * A burst of work (password checks need 32 MiB each for some milliseconds) is not what a run of an hour looks for. So a
 * figure is the low decile of two minutes: what the process keeps between the bursts. `stop` compares the two minutes
 * around `earlyMs` (milliseconds after the start) with the last two.
 */
export function watchMemory(processes: readonly ServiceProcess[], earlyMs: number) {
  const startedAt = performance.now();
  const samples = processes.map((): { atMs: number; mebibytes: number }[] => []);
  const read = () => {
    const atMs = performance.now() - startedAt;
    processes.forEach(({ pid }, index) =>
      samples[index]!.push({ atMs, mebibytes: residentMemory(pid) })
    );
  };
  const timer = setInterval(read, SAMPLE_EVERY_MS);
  const keptBefore = (index: number, ms: number) =>
    lowDecile(
      samples[index]!.filter(({ atMs }) => atMs <= ms && atMs > ms - WINDOW_MS)
        .map(({ mebibytes }) => mebibytes),
    );
  return {
    /** What each process keeps now, in the order of `processes`, in MiB. */
    now: () => processes.map((_, index) => keptBefore(index, performance.now() - startedAt)),
    stop(): MemoryGrowth[] {
      clearInterval(timer);
      read();
      const endedMs = performance.now() - startedAt;
      return processes.map(({ name }, index) => {
        const early = keptBefore(index, earlyMs + WINDOW_MS / 2);
        const late = keptBefore(index, endedMs);
        return { service: name, early, late, ratio: late / early };
      });
    },
  };
}

/** VmRSS of a process in MiB (man page proc_pid_status(5)); NaN when the process has ended. */
function residentMemory(pid: number): number {
  try {
    const status = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return NaN;
    throw error;
  }
}

function lowDecile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)] ?? NaN;
}
