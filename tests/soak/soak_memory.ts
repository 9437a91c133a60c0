import type { ServiceProcess } from "packages/testkit/service_process.ts";

const SAMPLE_EVERY_MS = 5_000;

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
 * `stop` compares the median of the minute before `earlyMs` (milliseconds after the start) with that of the last minute.
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
  return {
    stop(): MemoryGrowth[] {
      clearInterval(timer);
      read();
      const endedMs = performance.now() - startedAt;
      return processes.map(({ name }, index) => {
        const medianBefore = (ms: number) =>
          median(
            samples[index]!.filter(({ atMs }) => atMs <= ms && atMs > ms - 60_000)
              .map(({ mebibytes }) => mebibytes),
          );
        const [early, late] = [medianBefore(earlyMs), medianBefore(endedMs)];
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
