import type { LogTail, SystemFacts } from "tools/doctor/report.ts";
import { findPortHolder } from "tools/doctor/port_holder.ts";
import { readText } from "tools/doctor/settings.ts";

const LINES = 50;
const LINE_CHARS_MAX = 2_000;

/** Versions and port of this machine. `root` is the folder of `deno.json`. */
export function readSystemFacts(root: URL, port: number): SystemFacts {
  return {
    os: `${Deno.build.os} ${Deno.osRelease()} ${Deno.build.arch}`,
    deno: Deno.version.deno,
    version: readCommit(root) ?? "unknown (no git commit)",
    port: Number.isInteger(port)
      ? `${port}, ${describeHolder(port)}`
      : "unknown (PORT is no number)",
  };
}

function describeHolder(port: number): string {
  const holder = findPortHolder(port);
  if (holder === undefined) return "free";
  return holder === "unknown" ? "holder unknown" : `${holder.program} (${holder.pid})`;
}

/** The checked-out commit. Reads the files of git, because git may not be installed. */
function readCommit(root: URL): string | undefined {
  const git = new URL(".git/", root).pathname;
  const head = readText(`${git}HEAD`)?.trim();
  const ref = /^ref: (.+)$/.exec(head ?? "")?.[1];
  if (ref === undefined) return head?.slice(0, 12);
  const loose = readText(`${git}${ref}`)?.trim();
  const packed = readText(`${git}packed-refs`)?.split("\n").find((line) =>
    line.endsWith(` ${ref}`)
  );
  return (loose ?? packed)?.slice(0, 12);
}

/**
 * The last lines of a log file.
 * @throws Error when it cannot be read
 */
export function readLogTail(
  file: string,
  isWanted: (line: string) => boolean = () => true,
): LogTail {
  // PowerShell writes logs in UTF-16. A log with invalid bytes is shown as far as possible.
  const text = readText(file) ?? Deno.readTextFileSync(file);
  const lines = text.trimEnd().split(/\r?\n/).filter(isWanted);
  return { file, lines: lines.slice(-LINES).map((line) => line.slice(0, LINE_CHARS_MAX)) };
}
