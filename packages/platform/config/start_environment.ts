import type { ConfigProblem } from "packages/platform/config/config.ts";
import { readEnvironment } from "packages/platform/config/environment.ts";
import { exitOnConfigError } from "packages/platform/config/exit_on_config_error.ts";
import type { Environment } from "packages/platform/config/load_config.ts";

/** The environment that a process starts with, and what is unusual about `.env`. Ends the process when `.env` cannot be read. */
export function startEnvironment(): {
  readonly env: Environment;
  readonly warnings: readonly ConfigProblem[];
} {
  const warnings: ConfigProblem[] = [];
  try {
    return { env: readEnvironment((warning) => warnings.push(warning)), warnings };
  } catch (error) {
    return exitOnConfigError(error);
  }
}
