import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { listFiles } from "tools/list_files.ts";
import { readIfPresent } from "tools/read_if_present.ts";

const FRESHNESS_FILE = "inputs.sha256";
const OTHER_INPUTS = [
  "deno.json",
  "deno.lock",
  "tools/build_assets.ts",
  "tools/build_services.ts",
  "tools/own_source_map.ts",
];

/**
 * Runs `build`, which writes into `folder`, unless it has succeeded before with the same sources under `root`.
 * Returns its result, or undefined when it did not run.
 * @throws the error of `build`; then the next call runs it again
 */
export async function buildWhenChanged<T>(
  { root, folder, build }: { root: string; folder: string; build: () => Promise<T> },
): Promise<T | undefined> {
  const inputsHash = hashInputs(root);
  const freshness = join(folder, FRESHNESS_FILE);
  if (readIfPresent(freshness) === inputsHash) return undefined;
  const result = await build();
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(freshness, inputsHash);
  return result;
}

/** One hash over all sources of the bundles, which import from these folders only, and over the tools that bundle. */
function hashInputs(root: string): string {
  const hash = createHash("sha256").update(Deno.version.deno);
  const sources = ["packages", "services"].flatMap((folder) =>
    listFiles(join(root, folder)).filter((path) => /(?<!_test)\.tsx?$|\.css$/.test(path))
      .map((path) => join(folder, path))
  );
  for (const path of [...sources, ...OTHER_INPUTS]) {
    const content = readIfPresent(join(root, path)) ?? "";
    hash.update(`${basename(path)}\0${content.length}\0${content}`);
  }
  return hash.digest("hex");
}
