import { ConfigError } from "packages/platform/config/config.ts";
import { createLogger } from "packages/platform/log.ts";
import { openConfiguredPostgres } from "packages/storage/embedded_backends.ts";
import { choosePostgresFolder } from "packages/storage/embedded_postgres/folder.ts";
import { readOwnersPort } from "packages/storage/embedded_postgres/owner.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";
import type { Examined } from "tools/doctor/examined.ts";
import { readSetting } from "tools/doctor/settings.ts";

/**
 * The database that the configuration means: the given one, or the one that a running embedded process has started in
 * DATA_DIR. Undefined when there is neither: the doctor starts no server.
 * @throws Error with a sentence when it cannot be had
 */
export async function openDatabase({ env }: Examined): Promise<Postgres | undefined> {
  const databaseUrl = readSetting(env, "DATABASE_URL");
  const dataDir = env["DATA_DIR"] || "./.data";
  if (databaseUrl === undefined && !await isRunning(dataDir)) return undefined;
  const config = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir };
  const silent = createLogger({ level: "error", write: () => {} });
  try {
    return await openConfiguredPostgres(config, silent, true);
  } catch (error) {
    if (error instanceof ConfigError) throw new Error(error.message);
    throw error;
  }
}

async function isRunning(dataDir: string): Promise<boolean> {
  try {
    if (!(await Deno.stat(dataDir)).isDirectory) return false;
    const { path } = await choosePostgresFolder(dataDir);
    return await readOwnersPort(path) !== undefined;
  } catch {
    return false;
  }
}
