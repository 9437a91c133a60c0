import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import {
  type FoundFile,
  type FoundFiles,
  listFolder,
} from "services/ai-reply/knowledge/read_folder.ts";
import {
  createSectionIndex,
  type SectionIndex,
} from "services/ai-reply/knowledge/section_index.ts";
import { readSections } from "services/ai-reply/knowledge/sections.ts";
import type { Excerpt } from "services/ai-reply/model/prompt.ts";

/** The company's documents. */
export interface Knowledge {
  /** Returns the sections that match the question best, best first. Never throws. */
  search(question: string, limit?: number): Promise<readonly Excerpt[]>;
}

/** Default number of sections in a prompt. */
const DEFAULT_LIMIT = 4;
const CHECK_EVERY_MS = 60_000;
/** Longer questions are cut before the search. */
const MAX_QUESTION_CHARACTERS = 2_000;

/**
 * Creates the search over the Markdown files of `folder`. They are read with the first search, and again after a change;
 * changes are checked at most once a minute. Without a folder, nothing is found.
 */
export function createKnowledge(
  { folder, log, clock }: {
    readonly folder: string | undefined;
    readonly log: Logger;
    readonly clock: Clock;
  },
): Knowledge {
  let index: SectionIndex | undefined;
  let loadedSignature: string | undefined;
  let checkedAtMs: number | undefined;
  let checking: Promise<void> | undefined;

  async function check(folder: string): Promise<void> {
    try {
      const found = await listFolder(folder);
      const signature = JSON.stringify(found);
      if (signature !== loadedSignature) {
        index = await loadIndex(folder, found, log);
        loadedSignature = signature;
      }
    } catch (error) {
      // Keep the sections that were read before.
      log.error("knowledge_folder_unreadable", { folder, error });
    }
    checkedAtMs = clock.now();
  }

  return {
    async search(question, limit = DEFAULT_LIMIT) {
      if (folder === undefined) return [];
      const isDue = checkedAtMs === undefined || clock.now() - checkedAtMs >= CHECK_EVERY_MS;
      if (isDue) await (checking ??= check(folder).finally(() => checking = undefined));
      return index?.search(question.slice(0, MAX_QUESTION_CHARACTERS), limit) ?? [];
    },
  };
}

async function loadIndex(
  folder: string,
  { files, skipped }: FoundFiles,
  log: Logger,
): Promise<SectionIndex> {
  const sections = [];
  for (const file of files) sections.push(...await readFile(folder, file, log));
  if (skipped.length > 0) {
    log.warn("knowledge_files_skipped", {
      count: skipped.length,
      files: skipped.slice(0, 10),
      remedy: "split files above 1 MB, and keep the folder within 2,000 files and 2 MB",
    });
  }
  log.info("knowledge_loaded", { files: files.length, sections: sections.length });
  return await createSectionIndex(sections);
}

async function readFile(folder: string, { path }: FoundFile, log: Logger) {
  try {
    return readSections(path, await Deno.readTextFile(`${folder}/${path}`));
  } catch (error) {
    log.warn("knowledge_file_unreadable", { path, error });
    return [];
  }
}
