import type { Clock } from "packages/platform/clock.ts";
import type { Logger } from "packages/platform/log.ts";
import type { Topic } from "services/ai-reply/knowledge/conversation_topics.ts";
import { type Documents, loadDocuments } from "services/ai-reply/knowledge/load_documents.ts";
import { type FoundFiles, listFolder } from "services/ai-reply/knowledge/read_folder.ts";
import {
  createSectionIndex,
  type SectionIndex,
} from "services/ai-reply/knowledge/section_index.ts";
import type { Excerpt } from "services/ai-reply/model/prompt.ts";

/** The company's documents. */
export interface Knowledge {
  /**
   * Returns the sections that match the question best, best first. A question that does not repeat its subject finds it in
   * `about`, what the conversation before it is about. Never throws.
   */
  search(
    question: string,
    options?: { readonly about?: readonly Topic[]; readonly limit?: number },
  ): Promise<readonly Excerpt[]>;
}

/** Default number of sections in a prompt. */
const DEFAULT_LIMIT = 4;
const CHECK_EVERY_MS = 60_000;
/** Longer questions are cut before the search. */
const MAX_QUESTION_CHARACTERS = 2_000;

/**
 * Creates the search over the Markdown files of `folder`. They are read by `load` or with the first search, and again
 * after a change; changes are checked at most once a minute. Without a folder, nothing is found.
 */
export function createKnowledge(
  { folder, log, clock }: {
    readonly folder: string | undefined;
    readonly log: Logger;
    readonly clock: Clock;
  },
): Knowledge & { load(): Promise<void> } {
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

  async function load(): Promise<void> {
    if (folder === undefined) return;
    const isDue = checkedAtMs === undefined || clock.now() - checkedAtMs >= CHECK_EVERY_MS;
    if (isDue) await (checking ??= check(folder).finally(() => checking = undefined));
  }

  return {
    load,
    async search(question, { about = [], limit = DEFAULT_LIMIT } = {}) {
      await load();
      const shorten = (text: string) => text.slice(0, MAX_QUESTION_CHARACTERS);
      const topics = about.map(({ text, weight }) => ({ text: shorten(text), weight }));
      return index?.search(shorten(question), topics, limit) ?? [];
    },
  };
}

async function loadIndex(
  folder: string,
  found: FoundFiles,
  log: Logger,
): Promise<SectionIndex> {
  const documents = await loadDocuments(folder, found);
  logFlaws(documents, found, log);
  const { files, sections } = documents;
  log.info("knowledge_loaded", { files, sections: sections.length });
  return await createSectionIndex(sections);
}

/** At most this many files are named in one log line. */
const NAMED_MAX = 10;

function logFlaws(documents: Documents, { skipped, ignored }: FoundFiles, log: Logger): void {
  const { converted, unreadable, sections } = documents;
  if (skipped.length > 0) {
    log.warn("knowledge_files_skipped", {
      count: skipped.length,
      files: skipped.slice(0, NAMED_MAX),
      remedy: "split files above 1 MB, and keep the folder within 2,000 files and 2 MB",
    });
  }
  if (converted.length > 0) {
    log.warn("knowledge_files_not_utf8", {
      count: converted.length,
      files: converted.slice(0, NAMED_MAX),
      remedy: "they were read in this encoding: save them as UTF-8",
    });
  }
  if (unreadable.length > 0) {
    log.warn("knowledge_files_unreadable", {
      count: unreadable.length,
      files: unreadable.slice(0, NAMED_MAX),
    });
  }
  if (ignored.length > 0) {
    log.warn("knowledge_files_ignored", {
      count: ignored.length,
      files: ignored.slice(0, NAMED_MAX),
      remedy: "only Markdown is read: save their text in files whose names end with .md",
    });
  }
  if (sections.length === 0) {
    log.warn("knowledge_empty", {
      remedy: "KNOWLEDGE_DIR has no Markdown file with text: add files whose names end with .md",
    });
  }
}
