/** Lines for all failures together: readers see the end of the output first. */
const LINES_MAX = 30;
const LINES_EACH_MIN = 4;

/** Collects the failures in the output of `deno test`. */
export interface FailureCollector {
  /** Reads the next line of the output, without colours. */
  take(line: string): void;
  /** All failures so far: name, place and the first lines of each error. */
  render(): string[];
}

/** Creates a collector of the lines between the headings ERRORS and FAILURES. */
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

/** A test with its place, or a file with an error outside of its tests. */
function isHeading(line: string): boolean {
  return / => \S+:\d+:\d+$/.test(line) || /^\S+ \(uncaught error\)$/.test(line);
}
