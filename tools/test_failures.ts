/** Lines that all failures together may take: what is read first is the end of the record. */
const LINES_MAX = 30;
const LINES_EACH_MIN = 4;

/** Collects the failures that a run of `deno test` tells of. */
export interface FailureCollector {
  /** Takes the next line of its output, without colours. */
  take(line: string): void;
  /** All so far: each with name, place and the beginning of its error, short enough for the end of a record. */
  render(): string[];
}

/** Reads what stands between the headings ERRORS and FAILURES. */
export function createFailureCollector(): FailureCollector {
  const failures: string[][] = [];
  let isInErrors = false;
  return {
    take(line) {
      if (line === " ERRORS " || line === " FAILURES ") isInErrors = line === " ERRORS ";
      else if (isInErrors && isHeading(line)) failures.push([line]);
      else if (isInErrors && line.trim() !== "") failures.at(-1)?.push(`  ${line}`);
    },
    render() {
      const each = Math.max(LINES_EACH_MIN, Math.floor(LINES_MAX / failures.length));
      return failures.flatMap((lines) => lines.slice(0, each));
    },
  };
}

/** The test and where it stands; or the file, when it was none of its tests. */
function isHeading(line: string): boolean {
  return / => \S+:\d+:\d+$/.test(line) || /^\S+ \(uncaught error\)$/.test(line);
}
