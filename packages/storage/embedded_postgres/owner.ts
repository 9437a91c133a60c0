import type { PostgresFolder } from "packages/storage/embedded_postgres/folder.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";

/** The exclusive right of one process to run PostgreSQL in a folder. */
export interface Ownership {
  /** Publishes the port of the server for processes that attach. */
  announce(port: number): Promise<void>;
  release(): Promise<void>;
}

interface Owner {
  readonly pid: number;
  readonly port?: number;
}

/**
 * Takes the folder for this process. Returns undefined when another live process has it. The
 * operating system releases the lock when the process ends for any reason, so it is never stale.
 */
export async function claimFolder(folder: PostgresFolder): Promise<Ownership | undefined> {
  const lock = await Deno.open(`${folder.path}/owner.lock`, { create: true, write: true });
  if (!await lock.tryLock(true)) {
    lock.close();
    return undefined;
  }
  const note = `${folder.path}/owner.json`;
  const write = async (owner: Owner) => {
    await Deno.writeTextFile(`${note}.partial`, JSON.stringify(owner), { mode: 0o600 });
    await Deno.rename(`${note}.partial`, note);
  };
  await write({ pid: Deno.pid });
  if (folder.user !== undefined) {
    // The owner of the folder may later start without root's rights.
    await Deno.chown(`${folder.path}/owner.lock`, folder.user.uid, folder.user.gid);
  }
  return {
    announce: (port) => write({ pid: Deno.pid, port }),
    async release() {
      await Deno.remove(note).catch(() => {});
      lock.close();
    },
  };
}

/** Makes the error for a second process on the folder. */
export async function refuseFolder(folder: string): Promise<PostgresUnavailableError> {
  const owner = await readOwner(folder);
  const process = owner === undefined ? "another process" : `process ${owner.pid}`;
  return new PostgresUnavailableError(
    `Cannot start PostgreSQL in ${folder}: ${process} is using it. ` +
      "End that process, use another DATA_DIR for this one, or set DATABASE_URL",
  );
}

/** Returns the port of the server that the owner of `folder` runs; undefined while it starts. */
export async function readOwnersPort(folder: string): Promise<number | undefined> {
  return (await readOwner(folder))?.port;
}

async function readOwner(folder: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(`${folder}/owner.json`)) as Owner;
  } catch {
    return undefined; // not written yet
  }
}
