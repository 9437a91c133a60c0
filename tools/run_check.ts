import { fileURLToPath } from "node:url";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";

/**
 * Runs a check on this project, prints its problems, one line each, and ends the process: with exit code 1 when there are
 * any.
 */
export async function runCheck(
  check: (root: string) => string[] | Promise<string[]>,
): Promise<never> {
  const problems = await check(fileURLToPath(PROJECT_ROOT).replace(/\/$/, ""));
  for (const problem of problems) {
    // deno-lint-ignore no-console -- for the person at the terminal
    console.error(problem);
  }
  Deno.exit(problems.length === 0 ? 0 : 1);
}
