// Checks comments, strings and documents for words that are hard to read, and log events for snake_case.
// Code in Markdown pages is skipped, so that a page can quote a word.
import { readFiles } from "tools/list_files.ts";
import { BANNED_WORDS } from "tools/plain_words.ts";
import { runCheck } from "tools/run_check.ts";

/** The list itself, the tests that quote it, and released migrations, which never change. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  "tools/plain_words.ts",
  "tools/check_words_test.ts",
  "services/ai-reply/migrations/0004_ask_kf_names.sql",
  "services/callback/migrations/0001_create_inbox.sql",
]);

const RULES = Object.entries(BANNED_WORDS).map(([words, instead]) => ({
  // A phrase may go on in the next line of a comment.
  // A whole string such as "nobody" is data.
  pattern: new RegExp(`\\b(?!(?<=")${words}")${words.replaceAll(" ", "[\\s*/]+")}\\b`, "gi"),
  instead,
}));

const LOG_EVENT = /\blog(?:ger)?\s*\.(?:debug|info|warn|error)\(\s*(["'`])([^"'`]*)\1/g;

const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** All problems under `root`, one line each. */
export function checkWords(root: string): string[] {
  return readFiles(root, /\.(tsx?|md|sql)$/).filter(([file]) => !EXCEPTIONS.has(file))
    .flatMap(([file, text]) => findWords(file, text));
}

/** The problems of one file, in the order of its lines. */
export function findWords(file: string, source: string): string[] {
  const text = file.endsWith(".md") ? withoutCode(source) : source;
  const words = RULES
    .flatMap(({ pattern, instead }) =>
      [...text.matchAll(pattern)].map(({ 0: found, index }) => ({ found, index, instead }))
    )
    // A constant in code is all upper case.
    .filter(({ found }) => found !== found.toUpperCase())
    .map(({ found, index, instead }) => ({
      index,
      problem: `"${found.replaceAll(/[\s*/]+/g, " ")}": write plainly, for example: ${instead}`,
    }));
  const events = [...text.matchAll(LOG_EVENT)]
    .filter(([, , event]) => !SNAKE_CASE.test(event!.replaceAll(/\$\{[^}]*\}/g, "x")))
    .map(({ 2: event, index }) => ({
      index,
      problem: `log event "${event}": write snake_case, such as "redis_connected"`,
    }));
  return [...words, ...events].sort((a, b) => a.index - b.index)
    .map(({ index, problem }) => `${file}:${text.slice(0, index).split("\n").length} ${problem}`);
}

/** The page with blanks in place of code, so that lines keep their numbers. */
function withoutCode(markdown: string): string {
  return markdown.replaceAll(
    /^(```|~~~)[\s\S]*?^\1|`[^`\n]+`/gm,
    (code) => code.replaceAll(/[^\n]/g, " "),
  );
}

if (import.meta.main) await runCheck(checkWords);
