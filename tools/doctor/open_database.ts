import { createLogger } from "packages/platform/log.ts";
import { openConfiguredPostgres } from "packages/storage/embedded_backends.ts";
import { choosePostgresFolder } from "packages/storage/embedded_postgres/folder.ts";
import { readOwnersPort } from "packages/storage/embedded_postgres/owner.ts";
import type { Postgres } from "packages/storage/postgres/postgres.ts";
import type { Deployment } from "tools/doctor/deployment.ts";
import { readSetting } from "tools/doctor/settings.ts";

/**
 * Connects to the configured database: DATABASE_URL, or the one that a running embedded process has started in DATA_DIR.
 * Undefined without either: the doctor starts no server.
 * @throws ConfigError when the data folder cannot be used
 */
export async function openDatabase({ env }: Deployment): Promise<Postgres | undefined> {
  const databaseUrl = readSetting(env, "DATABASE_URL");
  const dataDir = env["DATA_DIR"] || "./.data";
  if (databaseUrl === undefined && !await isRunning(dataDir)) return undefined;
  const config = { DATABASE_URL: databaseUrl, DATA_DIR: dataDir };
  const silent = createLogger({ level: "error", write: () => {} });
  return await openConfiguredPostgres(config, silent, true);
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
