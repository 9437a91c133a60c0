/** What is read at most: its index, and the next one while that is made, must fit into a small container. */
const FOLDER_LIMITS = {
  files: 2_000,
  depth: 8,
  fileBytes: 1_048_576,
  totalBytes: 2_097_152,
};

/** A Markdown file as it was found. */
export interface FoundFile {
  /** Below the folder. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

export interface FoundFiles {
  /** By path. */
  readonly files: readonly FoundFile[];
  /** Those that are too large, too deep or too many. */
  readonly leftOut: readonly string[];
}

/**
 * Lists the Markdown files of a folder and its sub-folders; what begins with a dot is left alone. Links are followed,
 * because mounted folders consist of them.
 * @throws when the folder cannot be read
 */
export async function listFolder(folder: string): Promise<FoundFiles> {
  const found: FoundFile[] = [];
  const leftOut: string[] = [];
  await visit("", 0);
  found.sort((a, b) => a.path < b.path ? -1 : 1);
  let totalBytes = 0;
  const files = found.filter(({ path, bytes }, index) => {
    const fits = index < FOLDER_LIMITS.files && bytes <= FOLDER_LIMITS.fileBytes &&
      totalBytes + bytes <= FOLDER_LIMITS.totalBytes;
    if (fits) totalBytes += bytes;
    else leftOut.push(path);
    return fits;
  });
  return { files, leftOut };

  async function visit(below: string, depth: number): Promise<void> {
    for await (const { name } of Deno.readDir(`${folder}/${below}`)) {
      if (name.startsWith(".")) continue;
      const path = below + name;
      const info = await Deno.stat(`${folder}/${path}`).catch(() => undefined);
      if (info?.isDirectory) {
        if (depth < FOLDER_LIMITS.depth) await visit(`${path}/`, depth + 1);
        else leftOut.push(path);
      } else if (info?.isFile && /\.(md|markdown)$/i.test(name)) {
        found.push({ path, bytes: info.size, modifiedMs: info.mtime?.getTime() ?? 0 });
      }
    }
  }
}
