// Checks the imports between folders over the module graph (values and types, re-exports, dynamic imports), circles of
// imports between files, and that the packages below all services name no service and no vendor.
//
// It cannot see: a dynamic import whose name is built at run time, a file read by path (SQL, styles, assets), a call over
// HTTP, SQL of one service on the schema of another, and files that are neither .ts nor .tsx.
import { findCircles } from "tools/import_circles.ts";
import { readImports } from "tools/import_graph.ts";
import { judgeImport } from "tools/import_rules.ts";
import { findNamedServices } from "tools/neutral_packages.ts";
import { runCheck } from "tools/run_check.ts";

/** All violations under `root`, one line each. */
export async function checkImports(root: string): Promise<string[]> {
  const imports = await readImports(root);
  return [
    ...imports.map(judgeImport).filter((violation) => violation !== undefined),
    ...findCircles(imports),
    ...findNamedServices(root),
  ];
}

if (import.meta.main) await runCheck(checkImports);
