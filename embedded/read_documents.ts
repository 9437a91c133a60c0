import { type Documents, loadDocuments } from "services/ai-reply/knowledge/load_documents.ts";
import { type FoundFiles, listFolder } from "services/ai-reply/knowledge/read_folder.ts";

/** The documents of a folder as `ai-reply` reads them, and the files that it does not use. */
export type ReadDocuments = Documents & Pick<FoundFiles, "skipped" | "ignored">;

/**
 * Reads the documents of KNOWLEDGE_DIR, for tools.
 * @throws Deno.errors when the folder cannot be read
 */
export async function readDocuments(folder: string): Promise<ReadDocuments> {
  const found = await listFolder(folder);
  const { skipped, ignored } = found;
  return { ...await loadDocuments(folder, found), skipped, ignored };
}
