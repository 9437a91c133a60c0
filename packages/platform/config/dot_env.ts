import { parseEnv } from "node:util";

/** The names and values of the text of a `.env` file. */
export function parseDotEnv(text: string): Readonly<Record<string, string | undefined>> {
  return { ...parseEnv(text) };
}

/** `NAME=value`, also with `export` before it. */
const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/** A path such as `"C:\new"`, in which the parser takes `\n` for a line break. */
const WINDOWS_PATH = /^"(?:[A-Za-z]:|\.|\\)[^"]*\\n/;

/** Lines of a `.env` file that have another effect than they seem to have. Each text names the line, not its value. */
export function findOddLines(text: string): readonly string[] {
  const odd: string[] = [];
  const lineOf = new Map<string, number>();
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]!;
    const place = `line ${index + 1}`;
    const [, name, value] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      if (!/^\s*(#|$)/.test(line)) odd.push(`${place} is not NAME=value and has no effect`);
      continue;
    }
    const before = lineOf.get(name);
    if (before !== undefined) {
      odd.push(`${place} sets ${name} again: it replaces the value of line ${before}`);
    }
    lineOf.set(name, index + 1);
    const quote = /^["'`]/.exec(value)?.[0];
    if (quote === undefined && /[^\s#]#/.test(value)) {
      odd.push(`${place} sets ${name} to the text before #: put a value with # in quotation marks`);
    }
    if (WINDOWS_PATH.test(value)) {
      odd.push(
        `${place} has \\n in double quotation marks, which is a line break: use single ones`,
      );
    }
    index += linesWithin(lines.slice(index), value, quote);
  }
  return odd;
}

/** How many further lines belong to a value in quotation marks. */
function linesWithin(lines: readonly string[], value: string, quote: string | undefined): number {
  if (quote === undefined || value.indexOf(quote, 1) !== -1) return 0;
  return Math.max(0, lines.findIndex((line, index) => index > 0 && line.includes(quote)));
}
