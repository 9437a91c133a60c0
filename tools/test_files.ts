import { relative } from "node:path";
import type { Need } from "tools/test_needs.ts";

/** A test file that imports one of these needs the program behind it. */
const NEEDED_BY: Readonly<Record<string, Need>> = {
  "packages/testkit/redis_server.ts": "redis-server",
  "packages/testkit/chromium.ts": "chromium",
  "packages/testkit/run_shell.ts": "curl",
  "packages/testkit/pgbouncer.ts": "pgbouncer",
};

const FOLDERS = ["packages", "services", "simulators", "embedded", "tests", "tools"];

/** Test files by the way they run. */
export interface TestGroups {
  /** They kill processes or measure time, so no other test may run beside them. */
  readonly alone: readonly string[];
  /** They start browsers or all services. */
  readonly stacks: readonly string[];
  readonly units: readonly string[];
}

/** Groups test files by their folder. */
export function groupTests(files: readonly string[]): TestGroups {
  const alone = files.filter((file) => file.startsWith("tests/split/"));
  const stacks = files.filter((file) => file.startsWith("tests/") && !alone.includes(file));
  const units = files.filter((file) => !file.startsWith("tests/"));
  return { alone, stacks, units };
}

/** Test files to run, and those whose programs are not installed. */
export interface ListedTests {
  readonly files: string[];
  readonly leftOut: { readonly file: string; readonly need: Need }[];
}

/** Lists the test files under `root`, or only those whose path contains one of `only`. */
export async function listTests(
  root: string,
  missing: ReadonlySet<Need>,
  only: readonly string[],
): Promise<ListedTests> {
  const all = FOLDERS.flatMap((folder) => [...walk(`${root}${folder}`)])
    .map((path) => relative(root, path))
    .filter((path) => /_test\.tsx?$/.test(path))
    .filter((path) => only.length === 0 || only.some((part) => path.includes(part)))
    .sort();
  const listed: ListedTests = { files: [], leftOut: [] };
  for (const file of all) {
    const need = missing.size === 0 ? undefined : await unmetNeed(root, file, missing);
    if (need === undefined) listed.files.push(file);
    else listed.leftOut.push({ file, need });
  }
  return listed;
}

async function unmetNeed(
  root: string,
  file: string,
  missing: ReadonlySet<Need>,
): Promise<Need | undefined> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", file],
    cwd: root,
    stderr: "null",
  }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as {
    modules: { specifier: string }[];
  };
  return Object.entries(NEEDED_BY)
    .find(([path, need]) =>
      missing.has(need) && modules.some(({ specifier }) => specifier.endsWith(`/${path}`))
    )?.[1];
}

function* walk(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* walk(path);
    else yield path;
  }
}
