import { decodeText, TextFileError } from "packages/platform/config/text_file.ts";
import type { FoundFiles } from "services/ai-reply/knowledge/read_folder.ts";
import { readSections, type Section } from "services/ai-reply/knowledge/sections.ts";

/** The documents of a folder, and which files are not among them. Paths are relative to the folder. */
export interface Documents {
  readonly sections: readonly Section[];
  /** Number of files that were read. */
  readonly files: number;
  /** Files that are read although they are not UTF-8, with their encoding. */
  readonly converted: readonly { readonly path: string; readonly encoding: string }[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** Reads the sections of all documents that `listFolder` has found. A file that cannot be read is left out. */
export async function loadDocuments(folder: string, { files }: FoundFiles): Promise<Documents> {
  const sections: Section[] = [];
  const converted: { path: string; encoding: string }[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  for (const { path } of files) {
    try {
      const { text, encoding } = decodeText(await Deno.readFile(`${folder}/${path}`));
      if (encoding !== "UTF-8") converted.push({ path, encoding });
      sections.push(...readSections(path, text));
    } catch (error) {
      const reason = error instanceof TextFileError ? error.message : "cannot be opened";
      unreadable.push({ path, reason });
    }
  }
  return { sections, files: files.length - unreadable.length, converted, unreadable };
}
