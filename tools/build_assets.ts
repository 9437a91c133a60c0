// Bundles each service's `pages/styles.css`, `pages/*_client.tsx` and `pages/*_module.ts` into `.build/assets/<service>/<name>.<hash>.<ext>`.
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { listFiles } from "tools/list_files.ts";
import { runDeno } from "tools/run_deno.ts";

const SCRIPT_GZIP_BYTES_MAX = 30 * 1024;
const FRESHNESS_FILE = "inputs.sha256";

/**
 * Builds the assets of every service under `root` that has pages, unless no source has changed.
 * Returns the names of the written files, such as `auth/styles.0123456789abcdef.css`.
 * @throws Error when the bundler fails, with its message, or when a script is too large
 */
export async function buildAssets(root: string): Promise<string[]> {
  const output = join(root, ".build", "assets");
  const inputsHash = hashInputs(root);
  if (readIfPresent(join(output, FRESHNESS_FILE)) === inputsHash) return [];

  const written: string[] = [];
  for (const service of listFolder(join(root, "services"))) {
    const entries = listEntries(join(root, "services", service, "pages"));
    if (entries.length === 0) continue;
    const files = await bundle(root, entries);
    replaceFiles(join(output, service), files);
    written.push(...[...files.keys()].map((name) => `${service}/${name}`));
  }
  await Deno.mkdir(output, { recursive: true });
  await Deno.writeTextFile(join(output, FRESHNESS_FILE), inputsHash);
  return written;
}

function listEntries(folder: string): string[] {
  return listFolder(folder)
    .filter((name) => name === "styles.css" || /_(client\.tsx|module\.ts)$/.test(name))
    .map((name) => join(folder, name));
}

/** Bundles the entries of one service; returns contents by hashed file name. */
async function bundle(root: string, entries: string[]): Promise<Map<string, Uint8Array>> {
  const folder = await Deno.makeTempDir();
  try {
    const flags = ["--quiet", "--platform", "browser", "--minify", "--outdir", folder];
    await runDeno(root, ["bundle", ...flags, ...entries], `bundle ${entries.join(", ")}`);
    return new Map(
      listFolder(folder).map((name) => {
        const content = Deno.readFileSync(join(folder, name));
        checkWeight(name, content);
        return [hashedName(name, content), content];
      }),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function checkWeight(name: string, content: Uint8Array): void {
  const gzipBytes = name.endsWith(".js") ? gzipSync(content, { level: 9 }).length : 0;
  if (gzipBytes > SCRIPT_GZIP_BYTES_MAX) {
    throw new Error(
      `Cannot ship ${name}: ${gzipBytes} bytes compressed, ${SCRIPT_GZIP_BYTES_MAX} allowed; import less`,
    );
  }
}

function hashedName(name: string, content: Uint8Array): string {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 16);
  return name.replace(/\.([a-z]+)$/, `.${hash}.$1`);
}

// Write new files before old ones are removed: a process that starts meanwhile finds a complete set.
function replaceFiles(folder: string, files: Map<string, Uint8Array>): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) Deno.writeFileSync(join(folder, name), content);
  for (const name of listFolder(folder)) {
    if (!files.has(name)) Deno.removeSync(join(folder, name));
  }
}

/** One hash over all sources of the bundles: client scripts import from these folders only. */
function hashInputs(root: string): string {
  const hash = createHash("sha256").update(Deno.version.deno);
  const sources = ["packages", "services"].flatMap((folder) =>
    listFiles(join(root, folder)).filter((path) => /(?<!_test)\.tsx?$|\.css$/.test(path))
      .map((path) => join(folder, path))
  );
  for (const path of [...sources, "deno.json", "deno.lock", "tools/build_assets.ts"]) {
    const content = readIfPresent(join(root, path)) ?? "";
    hash.update(`${basename(path)}\0${content.length}\0${content}`);
  }
  return hash.digest("hex");
}

function listFolder(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function readIfPresent(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}

if (import.meta.main) await buildAssets(join(import.meta.dirname!, ".."));
