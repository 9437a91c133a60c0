import { dirname } from "node:path";
import { sha256Hex } from "packages/platform/encoding.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";

/** A user of the operating system, by numbers. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where an embedded PostgreSQL keeps all its files. */
export interface PostgresFolder {
  readonly path: string;
  /** As whom PostgreSQL runs; absent: as this process. */
  readonly user?: SystemUser;
  /** Set when the folder does not lie in the data folder: why not. */
  readonly outsideBecause?: string;
}

/** "nobody": PostgreSQL refuses to run as root. */
const NOBODY: SystemUser = { uid: 65_534, gid: 65_534 };
const OUTSIDE = ["/var/lib/wecom-stack", "/var/tmp/wecom-stack"];

/**
 * The folder `postgres` in `dataDir`, made if absent. As root PostgreSQL runs as another user; where
 * that user may not enter `dataDir`, the folder is one outside that follows from the path of
 * `dataDir`. Once there is a database, its place and owner are kept.
 */
export async function choosePostgresFolder(dataDir: string): Promise<PostgresFolder> {
  await Deno.mkdir(dataDir, { recursive: true });
  const home = await Deno.realPath(dataDir);
  const inside = `${home}/postgres`;
  if (Deno.uid() !== 0) return { path: await makeFolder(inside) };

  const owner = await ownerOfDatabase(inside);
  if (owner !== undefined) {
    const barrier = await findBarrier(home, owner);
    if (barrier === undefined) return { path: inside, user: owner };
    throw new PostgresUnavailableError(
      `Cannot start PostgreSQL in ${inside}: its user ${owner.uid} may no longer enter ${barrier}. ` +
        `Allow it (chmod o+x ${barrier}), or set DATABASE_URL`,
    );
  }
  const barrier = await findBarrier(home, NOBODY);
  const outside = await findOutside(home, barrier !== undefined);
  if (outside === undefined) return { path: await makeFolder(inside, NOBODY), user: NOBODY };
  const outsideBecause = `PostgreSQL does not run as root, and user ${NOBODY.uid} may not enter ` +
    (barrier ?? home);
  return { path: await makeFolder(outside, NOBODY), user: NOBODY, outsideBecause };
}

/** The folder outside: where there is a database already, or, if `needed`, where there may be one. */
async function findOutside(home: string, needed: boolean): Promise<string | undefined> {
  const name = sha256Hex(home).slice(0, 16);
  for (const base of OUTSIDE) {
    if (await ownerOfDatabase(`${base}/${name}`) !== undefined) return `${base}/${name}`;
  }
  if (!needed) return undefined;
  for (const base of OUTSIDE) {
    if (await isSafeBase(base)) return `${base}/${name}`;
  }
  throw new PostgresUnavailableError(
    `Cannot start PostgreSQL: user ${NOBODY.uid} may enter neither ${home} nor ` +
      `${OUTSIDE.join(" nor ")}. Give another DATA_DIR, or set DATABASE_URL`,
  );
}

/** Whether `base` is, or could be made, a folder of root that nobody else writes to. */
async function isSafeBase(base: string): Promise<boolean> {
  try {
    await Deno.mkdir(base, { recursive: true, mode: 0o755 });
    const { isDirectory, uid, mode } = await Deno.lstat(base);
    if (!isDirectory || uid !== 0 || ((mode ?? 0) & 0o022) !== 0) return false;
    return await findBarrier(base, NOBODY) === undefined;
  } catch {
    return false;
  }
}

async function makeFolder(path: string, user?: SystemUser): Promise<string> {
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
  if (user !== undefined) await Deno.chown(path, user.uid, user.gid);
  return path;
}

async function ownerOfDatabase(folder: string): Promise<SystemUser | undefined> {
  try {
    const { uid, gid } = await Deno.stat(`${folder}/data`);
    return uid === null || gid === null || uid === 0 ? NOBODY : { uid, gid };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The first folder on the way to `path` (inclusive) that `user` may not enter. */
async function findBarrier(path: string, user: SystemUser): Promise<string | undefined> {
  const parent = dirname(path);
  const before = parent === path ? undefined : await findBarrier(parent, user);
  if (before !== undefined) return before;
  const { uid, gid, mode } = await Deno.stat(path);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return ((mode ?? 0) & bit) === 0 ? path : undefined;
}
