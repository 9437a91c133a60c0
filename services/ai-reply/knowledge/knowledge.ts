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
  /** The sections that fit the question best, best first; none when nothing fits. Never throws. */
  search(question: string, limit?: number): Promise<readonly Excerpt[]>;
}

/** How many sections of the company's documents a question is shown with, unless said. */
const DEFAULT_LIMIT = 4;
const LOOK_AGAIN_AFTER_MS = 60_000;
/** A question is short; a novel is cut before it is looked up. */
const MAX_QUESTION_CHARACTERS = 2_000;

/**
 * Answers from the Markdown files of `folder`, which are read with the first search and again when they have changed;
 * whether they have is looked at once a minute at most. Without a folder nothing is ever found.
 */
export function createKnowledge(
  { folder, log, clock }: {
    readonly folder: string | undefined;
    readonly log: Logger;
    readonly clock: Clock;
  },
): Knowledge {
  let index: SectionIndex | undefined;
  let seen: string | undefined;
  let lookedAtMs: number | undefined;
  let looking: Promise<void> | undefined;

  async function look(folder: string): Promise<void> {
    try {
      const found = await listFolder(folder);
      const signature = JSON.stringify(found);
      if (signature !== seen) {
        index = await loadIndex(folder, found, log);
        seen = signature;
      }
    } catch (error) {
      // What was read before still holds.
      log.error("knowledge.unreadable", { folder, error });
    }
    lookedAtMs = clock.now();
  }

  return {
    async search(question, limit = DEFAULT_LIMIT) {
      if (folder === undefined) return [];
      const isDue = lookedAtMs === undefined || clock.now() - lookedAtMs >= LOOK_AGAIN_AFTER_MS;
      if (isDue) await (looking ??= look(folder).finally(() => looking = undefined));
      return index?.search(question.slice(0, MAX_QUESTION_CHARACTERS), limit) ?? [];
    },
  };
}

async function loadIndex(
  folder: string,
  { files, leftOut }: FoundFiles,
  log: Logger,
): Promise<SectionIndex> {
  const sections = [];
  for (const file of files) sections.push(...await readFile(folder, file, log));
  if (leftOut.length > 0) {
    log.warn("knowledge.left_out", {
      count: leftOut.length,
      files: leftOut.slice(0, 10),
      remedy: "split files above 1 MB, and keep the folder within 2,000 files and 2 MB",
    });
  }
  log.info("knowledge.loaded", { files: files.length, sections: sections.length });
  return await createSectionIndex(sections);
}

async function readFile(folder: string, { path }: FoundFile, log: Logger) {
  try {
    return readSections(path, await Deno.readTextFile(`${folder}/${path}`));
  } catch (error) {
    log.warn("knowledge.file_unreadable", { path, error });
    return [];
  }
}
