/** Shows what a check has found, one line each, and ends the process: with 1 when there was anything. */
export function reportProblems(problems: readonly string[]): never {
  for (const problem of problems) {
    // deno-lint-ignore no-console -- for the person at the terminal
    console.error(problem);
  }
  Deno.exit(problems.length === 0 ? 0 : 1);
}
