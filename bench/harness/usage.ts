/** Clock ticks per second of `/proc`; 100 on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

/** Seconds of CPU that the processes have used since they started, all threads together. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = statFields(pid);
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
}

/** The fields of `/proc/<pid>/stat` from the state on: 11 to 14 are the CPU of the process and of its ended children. */
function statFields(pid: number): string[] {
  const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
  // The name of the program is in parentheses and may contain spaces.
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

/** Resident memory in KiB. */
export function residentKib(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]);
}

/** Resolves when the processes do almost nothing for 400 ms. @throws Error after 30 s */
export async function untilQuiet(pids: readonly number[]): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  for (let quiet = 0, before = cpuSeconds(pids); quiet < 2;) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = cpuSeconds(pids);
    quiet = now - before <= 0.011 ? quiet + 1 : 0;
    before = now;
    if (performance.now() > deadlineMs) throw new Error("Cannot measure: a server is never quiet");
  }
}

/** CPU seconds that the machine has used, with what the host of a virtual machine took from it. */
function machineSeconds(): number {
  const fields = Deno.readTextFileSync("/proc/stat").split("\n")[0]!.split(/\s+/).slice(1);
  const idleFields = [3, 4];
  const busy = fields.slice(0, 8).filter((_, index) => !idleFields.includes(index)).map(Number);
  return busy.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
}

/** CPU seconds of a process and of its children that have ended. */
function familySeconds(pid: number): number {
  const fields = statFields(pid);
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0) / TICKS_PER_SECOND;
}

/**
 * Returns a function that says how many cores other programs have used since now, on average. Children of `pids` count as
 * theirs when they have ended.
 */
export function startOtherLoad(pids: readonly number[]): () => number {
  const others = () => machineSeconds() - pids.reduce((sum, pid) => sum + familySeconds(pid), 0);
  const before = others();
  const startedAt = performance.now();
  return () => (others() - before) * 1000 / (performance.now() - startedAt);
}
