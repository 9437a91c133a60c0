import { ConfigError } from "packages/platform/config/config.ts";
import { type Environment, loadConfig } from "packages/platform/config/load_config.ts";
import { createLogger } from "packages/platform/log.ts";
import { exitOnConfigError } from "packages/platform/process.ts";
import { databaseConfig } from "packages/storage/config.ts";
import { openConfiguredPostgres } from "packages/storage/embedded_backends.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";

/**
 * Runs a command of the terminal on the database that the environment names: the given one, or the one in DATA_DIR,
 * also while the embedded process uses it. Ends the process: 0, 1 with one sentence when the command throws an Error,
 * 78 when the configuration cannot work.
 */
export async function runOnDatabase(
  env: Environment,
  command: (postgres: Postgres) => Promise<void>,
): Promise<never> {
  // What the command says is for stdout alone.
  const log = createLogger({ level: "warn", write: complain });
  let postgres: Postgres | undefined;
  let exitCode = 0;
  try {
    postgres = await openConfiguredPostgres(loadConfig([databaseConfig], env), log, true);
    await postgres.check();
    await command(postgres);
  } catch (error) {
    if (error instanceof ConfigError) exitOnConfigError(error);
    complain(error instanceof Error ? error.message : String(error));
    exitCode = 1;
  } finally {
    await postgres?.close();
  }
  Deno.exit(exitCode);
}

function complain(line: string): void {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(line);
}
