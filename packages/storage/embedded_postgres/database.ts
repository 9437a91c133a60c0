import type { PostgresBinaries } from "packages/storage/embedded_postgres/binaries.ts";
import type { PostgresFolder } from "packages/storage/embedded_postgres/folder.ts";
import { runProgram } from "packages/storage/embedded_postgres/server_process.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";
import { type RandomBytes, randomHex } from "packages/platform/random.ts";

/** Makes the database, unless there is one. A half-made one of an earlier try is thrown away. */
export async function initializeDatabase(
  binaries: PostgresBinaries,
  folder: PostgresFolder,
  randomBytes: RandomBytes,
): Promise<void> {
  const data = `${folder.path}/data`;
  const made = await Deno.readTextFile(`${data}/PG_VERSION`).catch(() => undefined);
  const major = binaries.version.split(".")[0];
  if (made?.trim() === major) return;
  if (made !== undefined) {
    throw new PostgresUnavailableError(
      `Cannot start PostgreSQL ${major} in ${folder.path}: the database was made by version ` +
        `${made.trim()}. Dump it with that version and restore it here, or set DATABASE_URL`,
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

/** The password of the database's only user. */
export async function readPassword(folder: PostgresFolder): Promise<string> {
  try {
    return await Deno.readTextFile(`${folder.path}/password`);
  } catch (error) {
    throw new PostgresUnavailableError(
      `Cannot read ${folder.path}/password: ${error instanceof Error ? error.message : error}. ` +
        "Run as the user who made it, or set DATABASE_URL",
    );
  }
}
