// The imports of every source file under a root, from Deno's own module graph.
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { listFiles } from "tools/list_files.ts";
import { runDeno } from "tools/run_deno.ts";

/** One import of a file. */
export interface Import {
  /** Path of the importing file, from the root. */
  readonly file: string;
  readonly line: number;
  /** As written in the source. */
  readonly specifier: string;
  /** A path from the root for a file of this project; else `node:fs`, `zod`, `@redis/client`. */
  readonly target: string;
  readonly kind: "file" | "package" | "builtin" | "unresolved";
}

interface Resolved {
  readonly specifier?: string;
  readonly span: { readonly start: { readonly line: number } };
}

interface GraphModule {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: Resolved;
    readonly type?: Resolved;
  }[];
}

/**
 * Reads all imports: of values, of types, re-exports, and dynamic ones whose name is a literal.
 * @param root absolute path of the folder with `deno.json`
 * @throws Error with the message of Deno when the graph cannot be built
 */
export async function readImports(root: string): Promise<Import[]> {
  const sources = listFiles(root).filter((path) => /\.tsx?$/.test(path));
  const modules = await readGraph(root, sources);
  const absent = new Set(modules.filter(({ error }) => error).map(({ specifier }) => specifier));
  return modules
    .filter(({ specifier }) => isInside(root, specifier))
    .flatMap((module) => importsOf(root, module, absent));
}

/** One graph over all files: of a temporary file that imports them. */
async function readGraph(root: string, sources: readonly string[]): Promise<GraphModule[]> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = sources.map((path) => `import "${pathToFileURL(`${root}/${path}`)}";\n`);
    await Deno.writeTextFile(entry, lines.join(""));
    const info = ["info", "--json", "--config", `${root}/deno.json`, entry];
    return JSON.parse(await runDeno(root, info, "read the module graph")).modules;
  } finally {
    await Deno.remove(entry);
  }
}

function importsOf(root: string, module: GraphModule, absent: ReadonlySet<string>): Import[] {
  const file = relative(root, fileURLToPath(module.specifier));
  return (module.dependencies ?? []).flatMap(({ specifier, code, type }) => {
    const resolved = code ?? type;
    if (resolved === undefined) return [];
    const line = resolved.span.start.line + 1;
    return [{ file, line, specifier, ...classify(root, specifier, resolved.specifier, absent) }];
  });
}

function classify(
  root: string,
  written: string,
  specifier: string | undefined,
  absent: ReadonlySet<string>,
): Pick<Import, "target" | "kind"> {
  if (specifier === undefined || absent.has(specifier)) {
    return { target: written, kind: "unresolved" };
  }
  if (specifier.startsWith("node:")) return { target: specifier, kind: "builtin" };
  if (isInside(root, specifier)) {
    return { target: relative(root, fileURLToPath(specifier)), kind: "file" };
  }
  const name = /^npm:\/?((?:@[^/]+\/)?[^/@]+)/.exec(specifier)?.[1];
  return { target: name ?? specifier, kind: "package" };
}

function isInside(root: string, specifier: string): boolean {
  return specifier.startsWith(`${pathToFileURL(root)}/`);
}
