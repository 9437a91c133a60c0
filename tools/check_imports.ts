// Checks the arrows between folders over the module graph: imports of values and types, re-exports, dynamic imports.
//
// It cannot see: a dynamic import whose name is put together at run time, a file read by path (SQL, styles, assets),
// a call over HTTP, one service's SQL on another's schema, and files that are neither .ts nor .tsx.
import { readImports } from "tools/import_graph.ts";
import { judgeImport } from "tools/import_rules.ts";
import { reportProblems } from "tools/report_problems.ts";

/** All violations under `root`, one line each. */
export async function checkImports(root: string): Promise<string[]> {
  const imports = await readImports(root);
  return imports.map(judgeImport).filter((violation) => violation !== undefined);
}

if (import.meta.main) {
  reportProblems(await checkImports(new URL("..", import.meta.url).pathname.replace(/\/$/, "")));
}
