import type { PostgresBinaries } from "packages/storage/embedded_postgres/binaries.ts";
import type { PostgresFolder } from "packages/storage/embedded_postgres/folder.ts";
import { runProgram } from "packages/storage/embedded_postgres/server_process.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";
import { type RandomBytes, randomHex } from "packages/platform/random.ts";

/**
 * Creates the database, unless it exists. An incomplete one of an earlier start is deleted.
 * @throws PostgresUnavailableError when the database was created by another major version
 */
export async function initializeDatabase(
  binaries: PostgresBinaries,
  folder: PostgresFolder,
  randomBytes: RandomBytes,
): Promise<void> {
  const data = `${folder.path}/data`;
  const existing = await Deno.readTextFile(`${data}/PG_VERSION`).catch(() => undefined);
  const major = binaries.version.split(".")[0];
  if (existing?.trim() === major) return;
  if (existing !== undefined) {
    throw new PostgresUnavailableError(
      `Cannot start PostgreSQL ${major} in ${folder.path}: the database was created by version ` +
        `${existing.trim()}. Dump it with that version and restore it here, or set DATABASE_URL`,
    );
  }
  const partial = `${folder.path}/data.partial`;
  await Deno.remove(partial, { recursive: true }).catch(() => {});
  const passwordFile = `${folder.path}/password`;
  await Deno.writeTextFile(passwordFile, randomHex(randomBytes, 32), { mode: 0o600 });
  if (folder.user !== undefined) {
    await Deno.chown(passwordFile, folder.user.uid, folder.user.gid);
  }
  const who = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const how = ["--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"];
  await runProgram(binaries.initdb, [`--pgdata=${partial}`, ...who, ...how], folder);
  await Deno.rename(partial, data);
}

/**
 * Reads the password of the database's only user.
 * @throws PostgresUnavailableError when the file cannot be read
 */
export async function readPassword(folder: PostgresFolder): Promise<string> {
  try {
    return await Deno.readTextFile(`${folder.path}/password`);
  } catch (error) {
    throw new PostgresUnavailableError(
      `Cannot read ${folder.path}/password: ${error instanceof Error ? error.message : error}. ` +
        "Run as the user who created it, or set DATABASE_URL",
    );
  }
}
