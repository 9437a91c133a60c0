import { orUndefined } from "tools/doctor/settings.ts";

/** A process that listens on a port. */
export interface PortHolder {
  readonly pid: number;
  /** Name of its program. */
  readonly program: string;
}

/** `unknown`: not available on this system, or not for this user. */
export type FoundHolder = PortHolder | "unknown" | undefined;

/** TCP_LISTEN in the kernel's tables. */
const LISTENING = "0A";

/**
 * The process that listens on a TCP port of this machine; undefined when the port is free. Reads `/proc/net/tcp` and
 * the open files of processes, so it works on Linux only.
 */
export function findPortHolder(port: number): FoundHolder {
  if (Deno.build.os !== "linux") return "unknown";
  const inodes = ["tcp", "tcp6"].flatMap((table) =>
    listeningInodes(readProc(`net/${table}`), port)
  );
  if (inodes.length === 0) return undefined;
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`));
  for (const pid of processIds()) {
    if (!holdsOne(pid, sockets)) continue;
    return { pid, program: readProc(`${pid}/comm`).trim() || "?" };
  }
  return "unknown";
}

/** The inodes of sockets that listen on `port`. `table` is the content of `/proc/net/tcp`. */
export function listeningInodes(table: string, port: number): string[] {
  return table.split("\n").slice(1).flatMap((line) => {
    const [, local = "", , state, , , , , , inode] = line.trim().split(/\s+/);
    const isIt = state === LISTENING && parseInt(local.split(":").at(-1)!, 16) === port;
    return isIt && inode !== undefined ? [inode] : [];
  });
}

function holdsOne(pid: number, sockets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  // Undefined for the process of another user, and for one that has just ended.
  const names = orUndefined(() => [...Deno.readDirSync(folder)].map(({ name }) => name)) ?? [];
  return names.some((name) =>
    sockets.has(orUndefined(() => Deno.readLinkSync(`${folder}/${name}`)) ?? "")
  );
}

function processIds(): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter(Number.isInteger);
}

/** The content of a file under /proc; empty when it cannot be read. */
export function readProc(path: string): string {
  return orUndefined(() => Deno.readTextFileSync(`/proc/${path}`)) ?? "";
}
