/** Clock ticks per second of `/proc`; 100 on every Linux that Deno runs on. */
const TICKS_PER_SECOND = 100;

/** Seconds of CPU that the processes have used since they started, all threads together. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const text = Deno.readTextFileSync(`/proc/${pid}/stat`);
    // The name of the program is in parentheses and may contain spaces.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((sum, value) => sum + value, 0) / TICKS_PER_SECOND;
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
