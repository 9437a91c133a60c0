/**
 * Limits of the folder: its index, and the next one during an update, must fit into the memory of a small container.
 */
const FOLDER_LIMITS = {
  files: 2_000,
  depth: 8,
  fileBytes: 1_048_576,
  totalBytes: 2_097_152,
};

/** Files in which people keep texts, but which are not read. */
const OTHER_TEXTS = /\.(txt|docx?|wps|pdf|xlsx?|et|csv|pptx?|html?|rtf)$/i;

/** A Markdown file of the folder. */
export interface FoundFile {
  /** Path relative to the folder. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** The result of {@link listFolder}. */
export interface FoundFiles {
  /** Sorted by path. */
  readonly files: readonly FoundFile[];
  /** Paths that exceed a limit: too large, too deep or too many. */
  readonly skipped: readonly string[];
  /** Paths of other files with text, such as `prices.docx`: only Markdown is read. */
  readonly ignored: readonly string[];
}

/**
 * Lists the Markdown files of a folder and its sub-folders. Names that begin with a dot are ignored. Links are followed,
 * because folders that Kubernetes mounts consist of links.
 * @throws Deno.errors when the folder cannot be read
 */
export async function listFolder(folder: string): Promise<FoundFiles> {
  const found: FoundFile[] = [];
  const skipped: string[] = [];
  const ignored: string[] = [];
  await visit("", 0);
  found.sort((a, b) => a.path < b.path ? -1 : 1);
  let totalBytes = 0;
  const files = found.filter(({ path, bytes }, index) => {
    const fits = index < FOLDER_LIMITS.files && bytes <= FOLDER_LIMITS.fileBytes &&
      totalBytes + bytes <= FOLDER_LIMITS.totalBytes;
    if (fits) totalBytes += bytes;
    else skipped.push(path);
    return fits;
  });
  return { files, skipped, ignored: ignored.sort() };

  async function visit(below: string, depth: number): Promise<void> {
    for await (const { name } of Deno.readDir(`${folder}/${below}`)) {
      if (name.startsWith(".")) continue;
      const path = below + name;
      const info = await Deno.stat(`${folder}/${path}`).catch(() => undefined);
      if (info?.isDirectory) {
        if (depth < FOLDER_LIMITS.depth) await visit(`${path}/`, depth + 1);
        else skipped.push(path);
      } else if (info?.isFile && /\.(md|markdown)$/i.test(name)) {
        found.push({ path, bytes: info.size, modifiedMs: info.mtime?.getTime() ?? 0 });
      } else if (info?.isFile && OTHER_TEXTS.test(name)) ignored.push(path);
    }
  }
}
