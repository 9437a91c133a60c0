import { dirname } from "node:path";
import { sha256Hex } from "packages/platform/encoding.ts";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";

/** The numbers of a user of the operating system. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** The folder with all files of an embedded PostgreSQL. */
export interface PostgresFolder {
  readonly path: string;
  /** The user that runs PostgreSQL. Absent: the user of this process. */
  readonly user?: SystemUser;
  /** The reason when the folder is outside the data folder. */
  readonly outsideBecause?: string;
}

/** The user "nobody", because PostgreSQL refuses to run as root. */
const NOBODY: SystemUser = { uid: 65_534, gid: 65_534 };
const OUTSIDE = ["/var/lib/wecom-stack", "/var/tmp/wecom-stack"];

/**
 * Returns the folder `postgres` in `dataDir`; creates it if absent. When this process is root,
 * PostgreSQL runs as another user. If that user may not enter `dataDir`, the folder is outside, with
 * a name computed from the path of `dataDir`. An existing database keeps its folder and owner.
 * @throws PostgresUnavailableError when the user of PostgreSQL may enter no suitable folder
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
      `Cannot start PostgreSQL in ${inside}: its user ${owner.uid} can no longer enter ${barrier}. ` +
        `Allow it (chmod o+x ${barrier}), or set DATABASE_URL`,
    );
  }
  const barrier = await findBarrier(home, NOBODY);
  const outside = await findOutside(home, barrier !== undefined);
  if (outside === undefined) return { path: await makeFolder(inside, NOBODY), user: NOBODY };
  const outsideBecause = barrier === undefined
    ? `its database was created there when user ${NOBODY.uid} could not enter ${home}`
    : `PostgreSQL does not run as root, and user ${NOBODY.uid} may not enter ${barrier}`;
  return { path: await makeFolder(outside, NOBODY), user: NOBODY, outsideBecause };
}

/**
 * Returns the folder outside `home` that already has this database. If there is none: undefined, or with `needed`
 * a folder where the database can be created.
 */
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
    `Cannot start PostgreSQL: user ${NOBODY.uid} can enter neither ${home} nor ` +
      `${OUTSIDE.join(" nor ")}. Use another DATA_DIR, or set DATABASE_URL`,
  );
}

/** Whether `base` is (or can be created as) a folder that only root may write to. */
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

/** Returns the first folder of `path` (from the root, `path` included) that `user` may not enter. */
async function findBarrier(path: string, user: SystemUser): Promise<string | undefined> {
  const parent = dirname(path);
  const before = parent === path ? undefined : await findBarrier(parent, user);
  if (before !== undefined) return before;
  const { uid, gid, mode } = await Deno.stat(path);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  return ((mode ?? 0) & bit) === 0 ? path : undefined;
}
