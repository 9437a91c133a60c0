// Checks the lengths of files and functions. Tests have no limit.
//
// It relies on `deno fmt`: a function begins at the first line of its signature, and ends at the next line with the same
// indent that begins with a closing brace. The lines of an inner function count for both functions.
// It cannot see: arrow functions whose body is one expression, and braces in texts with the same indent.
import { readFiles } from "tools/list_files.ts";
import { runCheck } from "tools/run_check.ts";

const FILE_LINES_MAX = 300;
const FUNCTION_LINES_MAX = 70;

const STATEMENT = /^(if|for|while|do|switch|try|class|export class|interface|export interface)\b/;
const FUNCTION = /\bfunction\b|=> \{$/;
/** In a class or an object: `name(parameters): Result {`, after modifiers. */
const METHOD =
  /^((async|static|get|set|override|private) |\*)*[#\w$[\].]+(<.*>)?\(.*\)(: .+)? \{$/s;

/** Files and functions under `root` that are too long, one line each. */
export function checkSizes(root: string): string[] {
  return readFiles(root, /(?<!_test)\.tsx?$/).flatMap(([file, text]) => judgeSizes(file, text));
}

/** The same for one file. */
export function judgeSizes(file: string, text: string): string[] {
  const lines = text.replace(/\n$/, "").split("\n");
  const problems = lines.length <= FILE_LINES_MAX ? [] : [
    `${file} has ${lines.length} lines, the limit is ${FILE_LINES_MAX}: move a self-contained part into another file`,
  ];
  for (const { from, to } of findFunctions(lines)) {
    const count = to - from + 1;
    if (count <= FUNCTION_LINES_MAX) continue;
    problems.push(
      `${file}:${
        from + 1
      } is a function of ${count} lines, the limit is ${FUNCTION_LINES_MAX}: split it where its subject changes`,
    );
  }
  return problems;
}

/** First and last lines of functions, counted from 0. */
function* findFunctions(lines: readonly string[]): Generator<{ from: number; to: number }> {
  for (const [opening, line] of lines.entries()) {
    if (!line.endsWith("{")) continue;
    const indent = indentOf(line);
    const from = findHead(lines, opening, indent);
    const head = lines.slice(from, opening + 1).map((part) => part.trim()).join("\n");
    if (STATEMENT.test(head) || !(FUNCTION.test(head) || METHOD.test(head))) continue;
    const to = lines.findIndex((later, index) =>
      index > opening && later.startsWith("}", indent) && indentOf(later) === indent
    );
    if (to !== -1) yield { from, to };
  }
}

/** A signature over several lines begins at the line above with the same indent that closes nothing. */
function findHead(lines: readonly string[], opening: number, indent: number): number {
  let from = opening;
  while (from > 0 && (indentOf(lines[from]!) !== indent || /^\s*[)}\]>]/.test(lines[from]!))) {
    from -= 1;
  }
  return from;
}

function indentOf(line: string): number {
  return line.trim() === "" ? -1 : line.length - line.trimStart().length;
}

if (import.meta.main) await runCheck(checkSizes);
