import { ConfigError } from "packages/platform/config/config.ts";
import { type Environment, loadConfig } from "packages/platform/config/load_config.ts";
import { UnavailableError } from "packages/platform/errors.ts";
import { createLogger } from "packages/platform/log.ts";
import { exitOnConfigError } from "packages/platform/config/exit_on_config_error.ts";
import { databaseConfig } from "packages/storage/config.ts";
import { explainPostgresError } from "packages/storage/postgres/explain_error.ts";
import { openConfiguredPostgres } from "packages/storage/embedded_backends.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";

/**
 * Runs a terminal command on the database of the environment: the given one, or the one in DATA_DIR, also while the
 * embedded process uses it. Then ends the process with exit code 0; 1 and one sentence when the command throws; 78 when
 * the configuration is invalid.
 */
export async function runOnDatabase(
  env: Environment,
  command: (postgres: Postgres) => Promise<void>,
): Promise<never> {
  // Only the output of the command belongs on stdout.
  const log = createLogger({ level: "warn", write: printError });
  let postgres: Postgres | undefined;
  let exitCode = 0;
  try {
    postgres = await openConfiguredPostgres(loadConfig([databaseConfig], env), log, true);
    await postgres.check();
    await command(postgres);
  } catch (error) {
    if (error instanceof ConfigError) exitOnConfigError(error);
    printError(error instanceof UnavailableError ? error.message : explainPostgresError(error));
    exitCode = 1;
  } finally {
    await postgres?.close();
  }
  Deno.exit(exitCode);
}

function printError(line: string): void {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(line);
}
