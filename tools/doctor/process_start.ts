import { readProc } from "tools/doctor/port_holder.ts";

/** Ticks of `/proc/<pid>/stat`: Linux has 100 per second (USER_HZ) on all processors that Deno supports. */
const TICK_MS = 10;

/**
 * When a process started, in milliseconds since the epoch; NaN when that cannot be read. The times of the folder
 * `/proc/<pid>` are no substitute: they are those of the kernel's first look-up of that folder.
 * Source: proc_pid_stat(5), field 22, and proc_uptime(5).
 */
export function readProcessStart(pid: number): number {
  const stat = readProc(`${pid}/stat`);
  // Field 2 is the program's name in parentheses, and may contain blanks. Field 3 is the first after it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const startedAfterBootMs = Number(fields[22 - 3]) * TICK_MS;
  const sinceBootMs = parseFloat(readProc("uptime")) * 1000;
  return Date.now() - sinceBootMs + startedAfterBootMs;
}
