import { parseEnv } from "node:util";
import type { Environment } from "packages/platform/config/load_config.ts";

/**
 * The environment of this process over what the file `.env` says, if it is there: the real environment wins.
 * @param folder where `deno.json` lies
 */
export function readEnvironment(folder: URL): Environment {
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
