/** Prints the problems, one line each, and ends the process: with exit code 1 when there are any. */
export function reportProblems(problems: readonly string[]): never {
  for (const problem of problems) {
    // deno-lint-ignore no-console -- for the person at the terminal
    console.error(problem);
  }
  Deno.exit(problems.length === 0 ? 0 : 1);
}
