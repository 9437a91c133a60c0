import { ConfigError } from "packages/platform/config/config.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { findFlaw, tidy } from "packages/platform/config/read_variable.ts";

/**
 * Returns the path of a generated file in `DATA_DIR`. Writes the file when it is missing, or always with `overwrite`;
 * only its owner may read it.
 * @throws ConfigError when DATA_DIR cannot be written
 */
export async function provideFile(
  env: Environment,
  name: string,
  make: () => string | Promise<string>,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): Promise<string> {
  const dataDir = tidy(env["DATA_DIR"] ?? "") || "./.data";
  const file = `${dataDir}/${name}`;
  const flaw = findFlaw(dataDir);
  if (flaw !== undefined) throw new ConfigError([{ variable: "DATA_DIR", problem: flaw }]);
  try {
    await Deno.mkdir(dataDir, { recursive: true });
    if (overwrite || !await exists(file)) await writeAtomically(file, await make());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{
      variable: "DATA_DIR",
      problem: `cannot hold the generated files: ${reason}; choose a folder that can be written`,
    }]);
  }
  return file;
}

/** The file has another name until it is complete, so that a crash cannot leave half a key. */
async function writeAtomically(file: string, content: string): Promise<void> {
  const fresh = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(fresh, content, { mode: 0o600 });
  await Deno.rename(fresh, file);
}

async function exists(file: string): Promise<boolean> {
  try {
    return (await Deno.stat(file)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
