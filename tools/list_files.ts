/** Generated, or from the package manager. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(["node_modules", "screenshots"]);

/**
 * Sorted paths of all files under `root`, relative to it. Folders whose name begins with a dot (data, builds, version
 * control) are skipped.
 */
export function listFiles(root: string): string[] {
  return [...walk(root, "")].sort();
}

/** Paths and texts of the files under `root` whose path matches. */
export function readFiles(
  root: string,
  pattern: RegExp,
): (readonly [file: string, text: string])[] {
  return listFiles(root).filter((path) => pattern.test(path))
    .map((path) => [path, Deno.readTextFileSync(`${root}/${path}`)]);
}

function* walk(root: string, folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(`${root}/${folder}`)) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory) yield path;
    else if (!entry.name.startsWith(".") && !SKIPPED_FOLDERS.has(entry.name)) {
      yield* walk(root, path);
    }
  }
}
