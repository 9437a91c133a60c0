// Bundles each service's `pages/styles.css`, `pages/*_client.tsx` and `pages/*_module.ts` into
// `.build/assets/<service>/<name>.<hash>.<ext>`, and writes each file a second time compressed, as `….gz`.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildWhenChanged } from "tools/build_when_changed.ts";
import { listFolder } from "tools/read_if_present.ts";
import { runDeno } from "tools/run_deno.ts";

const SCRIPT_GZIP_BYTES_MAX = 30 * 1024;

/**
 * Builds the assets of every service under `root` that has pages, unless no source has changed.
 * Returns the names of the written files, such as `auth/styles.0123456789abcdef.css`.
 * @throws Error when the bundler fails, with its message, or when a script is too large
 */
export async function buildAssets(root: string): Promise<string[]> {
  const folder = join(root, ".build", "assets");
  return await buildWhenChanged({ root, folder, build: () => buildAll(root, folder) }) ?? [];
}

async function buildAll(root: string, output: string): Promise<string[]> {
  const written: string[] = [];
  for (const service of listFolder(join(root, "services"))) {
    const entries = listEntries(join(root, "services", service, "pages"));
    if (entries.length === 0) continue;
    const files = await bundle(root, entries);
    replaceFiles(join(output, service), files);
    written.push(...[...files.keys()].map((name) => `${service}/${name}`));
  }
  return written;
}

function listEntries(folder: string): string[] {
  return listFolder(folder)
    .filter((name) => name === "styles.css" || /_(client\.tsx|module\.ts)$/.test(name))
    .map((name) => join(folder, name));
}

interface Built {
  readonly plain: Uint8Array;
  readonly gzipped: Uint8Array;
}

/** Bundles the entries of one service; returns contents by hashed file name. */
async function bundle(root: string, entries: string[]): Promise<Map<string, Built>> {
  const folder = await Deno.makeTempDir();
  try {
    const flags = ["--quiet", "--platform", "browser", "--minify", "--outdir", folder];
    await runDeno(root, ["bundle", ...flags, ...entries], `bundle ${entries.join(", ")}`);
    return new Map(
      listFolder(folder).map((name) => {
        const plain = Deno.readFileSync(join(folder, name));
        const gzipped = gzipSync(plain, { level: 9 });
        checkWeight(name, gzipped.length);
        return [hashedName(name, plain), { plain, gzipped }];
      }),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function checkWeight(name: string, gzipBytes: number): void {
  if (name.endsWith(".js") && gzipBytes > SCRIPT_GZIP_BYTES_MAX) {
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
function replaceFiles(folder: string, files: Map<string, Built>): void {
  Deno.mkdirSync(folder, { recursive: true });
  for (const [name, { plain, gzipped }] of files) {
    Deno.writeFileSync(join(folder, `${name}.gz`), gzipped);
    Deno.writeFileSync(join(folder, name), plain);
  }
  for (const name of listFolder(folder)) {
    if (!files.has(name.replace(/\.gz$/, ""))) Deno.removeSync(join(folder, name));
  }
}

if (import.meta.main) await buildAssets(join(import.meta.dirname!, ".."));
