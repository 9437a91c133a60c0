import { parseEnv } from "node:util";
import type { Environment } from "packages/platform/config/load_config.ts";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";

/**
 * The environment of this process, completed from the file `.env` if it exists. The real environment wins.
 * @param folder folder of `.env`; default: the one with `deno.json`
 */
export function readEnvironment(folder: URL = PROJECT_ROOT): Environment {
  return { ...readDotEnv(new URL(".env", folder)), ...Deno.env.toObject() };
}

function readDotEnv(file: URL): Environment {
  try {
    return parseEnv(Deno.readTextFileSync(file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
