import { ConfigError, type ConfigProblem } from "packages/platform/config/config.ts";
import { findOddLines, parseDotEnv } from "packages/platform/config/dot_env.ts";
import type { Environment } from "packages/platform/config/load_config.ts";
import { readTextFile, type TextFile, TextFileError } from "packages/platform/config/text_file.ts";
import { PROJECT_ROOT } from "packages/platform/project_root.ts";

/**
 * The environment of this process, completed from the file `.env` if it exists. The real environment wins.
 * @param warn gets what is unusual about `.env` but does not stop the start
 * @param folder folder of `.env`; default: the one with `deno.json`
 * @throws ConfigError when `.env` exists and cannot be read
 */
export function readEnvironment(
  warn: (warning: ConfigProblem) => void = () => {},
  folder: URL = PROJECT_ROOT,
): Environment {
  return { ...readDotEnv(new URL(".env", folder), warn), ...Deno.env.toObject() };
}

function readDotEnv(file: URL, warn: (warning: ConfigProblem) => void): Environment {
  const { text, encoding } = readIfPresent(file);
  if (encoding !== "UTF-8") {
    const problem = `is a file in ${encoding}: it was read as that; save it as UTF-8`;
    warn({ variable: ".env", problem });
  }
  for (const problem of findOddLines(text)) warn({ variable: ".env", problem });
  return parseDotEnv(text);
}

function readIfPresent(file: URL): TextFile {
  try {
    Deno.statSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { text: "", encoding: "UTF-8" };
  }
  try {
    return readTextFile(file);
  } catch (error) {
    if (!(error instanceof TextFileError)) throw error;
    throw new ConfigError([{ variable: ".env", problem: `is ${error.message}` }]);
  }
}
